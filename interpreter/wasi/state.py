"""The state that the WASI functions of one program share."""

from __future__ import annotations

from collections.abc import Sequence

from interpreter.wasi.descriptors import Descriptor
from interpreter.wasi.errno import Errno, Failure


class State:
    """The state of one program: arguments, variables, descriptors by number, the exit code once it has ended itself.

    Copies of an instance share it, as they share everything of the host.
    """

    __slots__ = ("args", "descriptors", "environ", "exit_code")

    def __init__(
        self,
        args: Sequence[bytes] = (),
        environ: Sequence[bytes] = (),
        descriptors: dict[int, Descriptor] | None = None,
    ) -> None:
        self.begin(args, environ, {} if descriptors is None else descriptors)

    def begin(self, args: Sequence[bytes], environ: Sequence[bytes], descriptors: dict[int, Descriptor]) -> None:
        """Start over for another program."""
        self.args = args
        self.environ = environ
        self.descriptors = descriptors
        self.exit_code: int | None = None

    def __deepcopy__(self, memo: object) -> State:
        return self

    def descriptor(self, fd: int) -> Descriptor:
        """The descriptor with this number; fails with EBADF."""
        descriptor = self.descriptors.get(fd)
        if descriptor is None:
            raise Failure(Errno.EBADF)
        return descriptor
