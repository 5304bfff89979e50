"""Puts a finished folder in the place of another in one step: a reader sees the whole old or the whole new one."""

import ctypes
import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_AT_FDCWD = -100
# linux/fs.h; renameat2(2): both names exist before and after, and change places in one step.
_RENAME_EXCHANGE = 2
_STAGING_PREFIX = ".staging-"
_LOCK_NAME = ".publishing.lock"


def sync(path: Path) -> None:
    """Flush a file or a folder to disk, so that a power cut cannot undo the rename that follows."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _exchange(first: Path, second: Path) -> None:
    """Exchange two folders; raises OSError, with ENOSYS or EINVAL where the system cannot."""
    library = ctypes.CDLL(None, use_errno=True)
    if not hasattr(library, "renameat2"):
        raise OSError(errno.ENOSYS, "renameat2 is not to be had here")
    if library.renameat2(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(second))


def replace_folder(staged: Path, target: Path) -> None:
    """Put `staged` in the place of `target`, and delete what stood there.

    On Linux this is one system call. Elsewhere two renames follow each other; a reader that finds nothing in between,
    or hashes that do not agree, tries again.

    Raises:
        OSError: the folder cannot be written; `target` is then as it was.
    """
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    for path in staged.iterdir():
        sync(path)
    sync(staged)
    if not target.exists():
        staged.rename(target)
        sync(target.parent)
        return
    try:
        _exchange(staged, target)
        old = staged
    except OSError as error:
        if error.errno not in (errno.ENOSYS, errno.EINVAL):
            raise
        old = staged.with_name(f"{staged.name}-old")
        target.rename(old)
        staged.rename(target)
    sync(target.parent)
    # The new version stands: what cannot be deleted now is deleted by the next build.
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def staging(target: Path) -> Iterator[Path]:
    """Return a new folder beside `target` to write in, alone: a second build waits for the first one to end.

    What an interrupted build left behind is removed first; whatever happens, the folder is gone afterwards.
    """
    parent = target.parent
    parent.mkdir(parents=True, exist_ok=True)
    with (parent / _LOCK_NAME).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left_over in parent.glob(f"{_STAGING_PREFIX}{target.name}-*"):
            if not target.exists() and left_over.name.endswith("-old"):
                left_over.rename(target)
            else:
                shutil.rmtree(left_over, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{_STAGING_PREFIX}{target.name}-", dir=parent))
        folder.chmod(0o755)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
