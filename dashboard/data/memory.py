"""Memory that is no longer used, given back to the system."""

import ctypes
import gc
import sys
from typing import Any, Final

import pyarrow as pa

# Of glibc alone; other libraries of C have none.
_TRIM: Final[Any] = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None


def give_back_memory() -> None:
    """Free what no reader is shown any more, and give back what allocators keep for later."""
    # What is made of a version knows the version, so that counting references alone frees neither.
    gc.collect()
    pa.default_memory_pool().release_unused()
    if _TRIM is not None:
        _TRIM(0)
