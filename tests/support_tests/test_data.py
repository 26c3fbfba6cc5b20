"""Finding the test data, and what happens where it is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import data

WASM = b"\0asm\1\0\0\0"


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Have no data and no CI."""
    for variable in ("CI", "WASM_TESTSUITE", "WASM_CORPUS"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(data, "_ROOT", tmp_path / "repository")


@pytest.mark.usefixtures("nowhere")
def test_missing_data_skips() -> None:
    assert data.suite_files() == data.corpus_files() == []
    assert data.corpus_index() == {}
    with pytest.raises(pytest.skip.Exception, match="set WASM_TESTSUITE to"):
        data.testsuite()
    with pytest.raises(pytest.skip.Exception, match="set WASM_CORPUS to"):
        data.corpus()
    for (param,) in (data.suite_params(), data.corpus_params()):
        assert [mark.name for mark in param.marks] == ["skip"]


@pytest.mark.usefixtures("nowhere")
@pytest.mark.parametrize(("variable", "value"), [("CI", "true"), ("WASM_CORPUS", "/not/there")])
def test_missing_data_fails_where_it_must_exist(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(pytest.fail.Exception, match="set WASM_CORPUS to"):
        data.corpus()
    (param,) = data.corpus_params()
    assert not param.marks
    (path,) = param.values
    assert isinstance(path, Path)
    with pytest.raises(FileNotFoundError, match="set WASM_CORPUS to"):
        path.read_bytes()


@pytest.mark.usefixtures("nowhere")
def test_data_beside_the_repository(tmp_path: Path) -> None:
    folder = tmp_path / "shared" / "corpus"
    folder.mkdir(parents=True)
    (folder / "b.wasm").write_bytes(WASM)
    (folder / "a.o").write_bytes(WASM)
    (folder / "elf.o").write_bytes(b"\x7fELF")
    (folder / "INDEX.tsv").write_text('file\tlicense\nb.wasm\t"MIT\n', encoding="utf-8")
    assert data.corpus() == folder
    assert data.corpus_files() == [folder / "a.o", folder / "b.wasm"]
    assert [param.id for param in data.corpus_params()] == ["a.o", "b.wasm"]
    assert data.corpus_index() == {"b.wasm": {"file": "b.wasm", "license": '"MIT'}}


@pytest.mark.usefixtures("nowhere")
def test_data_where_the_variable_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "proposals" / "threads" / "atomic.wast"
    path.parent.mkdir(parents=True)
    path.touch()
    monkeypatch.setenv("WASM_TESTSUITE", str(tmp_path))
    assert data.testsuite() == tmp_path
    assert data.suite_files() == [path]
    assert [param.id for param in data.suite_params()] == ["proposals/threads/atomic.wast"]


@pytest.mark.parametrize(
    ("path", "features"),
    [
        ("binary.wast", set()),
        ("custom/name_annot.wast", set()),
        ("legacy/throw.wast", {"legacy_exceptions"}),
        ("proposals/threads/atomic.wast", {"threads"}),
        ("proposals/wide-arithmetic/wide-arithmetic.wast", {"wide_arithmetic"}),
        ("proposals/custom-page-sizes/memory_max.wast", {"custom_page_sizes"}),
        ("proposals/custom-descriptors/exact.wast", {"custom_descriptors"}),
    ],
)
def test_features(path: str, features: set[str]) -> None:
    assert data.features_of(Path("suite") / path) == features


def test_components() -> None:
    assert data.is_component(b"\0asm\x0d\0\1\0")
    assert not data.is_component(WASM)
    assert not data.is_component(b"\0asm")
