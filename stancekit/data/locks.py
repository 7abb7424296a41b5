"""Locks on folders, which end with the process that holds them, however that ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["FolderLock"]


class FolderLock:
    """A lock on a folder, held until it is released or forgotten."""

    _descriptor = -1

    def take(self, folder: Path) -> bool:
        """Lock a folder; return False where that cannot be done, as where there are no locks.

        Raises BlockingIOError if somebody else holds the lock.
        """
        if sys.platform == "win32":
            return False
        import fcntl

        self.release()
        try:
            self._descriptor = os.open(folder, os.O_RDONLY)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.release()
            if isinstance(error, BlockingIOError):
                raise
            return False
        return True

    def release(self) -> None:
        """Let others lock the folder."""
        if self._descriptor >= 0:
            descriptor, self._descriptor = self._descriptor, -1
            os.close(descriptor)

    __del__ = release
