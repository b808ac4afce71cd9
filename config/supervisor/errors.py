"""Errors that end a start, each with one line per language and nothing else."""

from __future__ import annotations

import errno


class StartError(Exception):
    """The product cannot start; the text says why and what to do."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.english = english
        self.chinese = chinese

    def __str__(self) -> str:
        return f"{self.english}\n{self.chinese}"


class AlreadyRunning(StartError):
    """Another process owns this data folder."""


class DiskFull(StartError):
    """Too little space to start, or none left while starting."""


class Unusable(StartError):
    """A folder that the account in question cannot use."""


class PortTaken(StartError):
    """Somebody else listens on the port."""


class ChildFailed(StartError):
    """A process ended although it should run."""


def disk_full(where: object) -> DiskFull:
    """No space left: which disk, and what to do."""
    return DiskFull(
        f"The disk that holds {where} is full: free some space and start again.",
        f"{where} 所在磁盘已满：请清理空间后重新启动。",
    )


def from_os_error(error: OSError, where: object) -> StartError:
    """A full disk or a refused folder, told apart from a programming error."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(error.filename or where)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        path = error.filename or where
        return Unusable(
            f"{path} cannot be written by this account: change its owner, or name "
            "another folder with YIPAN_VAR.",
            f"当前账户无法写入 {path}：请更改其属主，或用 YIPAN_VAR 指定其他目录。",
        )
    raise error
