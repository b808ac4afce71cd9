"""Which account runs the embedded servers, and in which folder they may keep data.

PostgreSQL refuses to run as root, so root lends it the account `nobody`. That account
must be able to enter the data folder and to read the programs; below a private home
directory it can do neither, and then both move to a folder of their own.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from config import places
from config.supervisor.errors import Unusable

UNPRIVILEGED = "nobody"
ELSEWHERE = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108 - last resort, checked


@dataclass(frozen=True)
class Account:
    """A user to run a program as."""

    name: str
    uid: int
    gid: int

    @property
    def is_self(self) -> bool:
        """Is it the account of this very process?"""
        return self.uid == os.geteuid()

    def ids(self) -> tuple[int, int]:
        """What the guard must become: (-1, -1) for no change."""
        return (-1, -1) if self.is_self else (self.uid, self.gid)

    def can(self, test: str, path: Path) -> bool:
        """`test TEST PATH` tried as this account; the kernel knows best."""
        return self.run(["test", test, str(path)]).returncode == 0

    def run(
        self, argv: list[str], env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as this account and collect what it says."""
        who: dict[str, object] = {}
        if not self.is_self:
            who = {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run(  # type: ignore[call-overload,no-any-return]  # noqa: S603
            argv, cwd="/", text=True, capture_output=True, check=False, env=env, **who
        )


def _account(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:  # a container may run under a number without a name
        return Account(str(uid), uid, os.getegid())
    return Account(entry.pw_name, uid, entry.pw_gid)


def service_account(data: Path) -> Account:
    """Oneself; for root the owner of existing data, else `nobody`."""
    if os.geteuid() != 0:
        return _account(os.geteuid())
    if data.exists() and data.stat().st_uid != 0:
        return _account(data.stat().st_uid)
    try:
        entry = pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        raise Unusable(
            f"There is no account {UNPRIVILEGED!r}: start as an ordinary user instead.",
            f"系统没有 {UNPRIVILEGED} 账户：请改用普通用户启动。",
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def data_root() -> Path:
    """Folder that holds the servers' data: var, or where an earlier start put it."""
    var = places.var_dir()
    note = var / "data_location"
    if note.exists():
        return Path(note.read_text().strip())
    if os.geteuid() != 0 or (var / "postgres").exists():
        return var
    account = service_account(var / "postgres")
    var.mkdir(parents=True, exist_ok=True)
    if account.can("-x", var):
        return var
    if os.environ.get("YIPAN_VAR"):
        raise cannot_enter(var, account)
    return _move_elsewhere(var, note)


def cannot_enter(path: Path, account: Account) -> Unusable:
    """The account is locked out of a folder that somebody chose on purpose."""
    return Unusable(
        f"The account {account.name!r}, which runs the database, cannot enter {path}: "
        "open the folders above it (chmod o+x), choose another folder with YIPAN_VAR, "
        "or start as an ordinary user.",
        f"运行数据库的账户 {account.name} 无法进入 {path}：请放开上级目录"
        "（chmod o+x），用 YIPAN_VAR 指定其他目录，或改用普通用户启动。",
    )


def _move_elsewhere(var: Path, note: Path) -> Path:
    mark = hashlib.sha256(str(var).encode()).hexdigest()[:10]
    for parent in ELSEWHERE:
        if not os.access(parent, os.W_OK):
            continue
        folder = parent / f"yipan-{mark}"
        private_folder(folder, _account(0), mode=0o755)
        note.write_text(f"{folder}\n")
        return folder
    raise cannot_enter(var, service_account(var / "postgres"))


def private_folder(path: Path, account: Account, mode: int = 0o700) -> None:
    """A folder of this account alone; refuse what somebody else laid there."""
    path.mkdir(mode=mode, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (
        os.geteuid(),
        account.uid,
    ):
        raise Unusable(
            f"{path} belongs to somebody else: remove it, or name another folder "
            "(YIPAN_VAR, YIPAN_SOCKETS).",
            f"{path} 属于其他账户：请删除，"
            "或用 YIPAN_VAR、YIPAN_SOCKETS 指定其他目录。",
        )
    if not account.is_self and os.geteuid() == 0:
        os.chown(path, account.uid, account.gid)
    path.chmod(mode)


def reachable(
    program: Path, base: Path, folders: Sequence[str], account: Account, home: Path
) -> Path:
    """The program itself, or its place in a copy that the account can reach."""
    if account.can("-x", program):
        return program
    copy = home / "programs"
    found = copy / program.relative_to(base)
    stamp = copy / f".{program.name}"
    wanted = f"{program.stat().st_mtime_ns} {program.stat().st_size}"
    if not stamp.exists() or stamp.read_text() != wanted:
        for folder in folders:
            shutil.rmtree(copy / folder, ignore_errors=True)
            shutil.copytree(base / folder, copy / folder, symlinks=True)
        for each in (copy, *(p for p in copy.rglob("*") if p.is_dir())):
            each.chmod(0o755)
        stamp.write_text(wanted)
    if not account.can("-x", found):
        raise cannot_enter(found, account)
    return found
