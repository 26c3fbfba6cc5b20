"""The size of the stack of the running thread, as the system tells it."""

from __future__ import annotations

import ctypes
import sys
import threading

_SMALL = 128 << 10
"""The size that threads have at least, on all systems."""
_known = threading.local()


def stack_size() -> int:
    """The size of this thread's stack, in bytes; a small one when the system does not tell."""
    size: int | None = getattr(_known, "size", None)
    if size is None:
        try:
            size = _asked()
        except (AttributeError, OSError, ValueError):  # a system without these functions
            size = 0
        size = _known.size = size or _SMALL
    return size


def _asked() -> int:
    if sys.platform == "win32":
        low, high = ctypes.c_size_t(), ctypes.c_size_t()
        ctypes.windll.kernel32.GetCurrentThreadStackLimits(ctypes.byref(low), ctypes.byref(high))
        return high.value - low.value
    libc = ctypes.CDLL(None)
    libc.pthread_self.restype = ctypes.c_void_p
    thread = ctypes.c_void_p(libc.pthread_self())
    if sys.platform == "darwin":
        libc.pthread_get_stacksize_np.restype = ctypes.c_size_t
        return int(libc.pthread_get_stacksize_np(thread))
    attributes = ctypes.create_string_buffer(256)  # more than a pthread_attr_t takes anywhere
    if libc.pthread_getattr_np(thread, attributes) != 0:
        return 0
    size = ctypes.c_size_t()
    libc.pthread_attr_getstacksize(attributes, ctypes.byref(size))
    libc.pthread_attr_destroy(attributes)
    return size.value
