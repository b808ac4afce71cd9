"""PostgreSQL's own programs: which there are, and running one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from psycopg2.extensions import parse_dsn

from config.safety.errors import Unsafe
from config.supervisor import account as accounts
from config.supervisor import postgres
from config.supervisor.account import Account
from config.supervisor.errors import StartError


def program(name: str, account: Account) -> Path:
    """From the wheel; where that is left out, from PATH."""
    try:
        return postgres.binary(name, account, accounts.data_root())
    except StartError:
        found = shutil.which(name)
        if found is None:
            raise Unsafe(
                f"{name} is missing: install PostgreSQL's client programs of the "
                "server's version, or the package named in requirements.txt.",
                f"缺少 {name}：请安装与服务器版本一致的 PostgreSQL 客户端程序，"
                "或 requirements.txt 中的软件包。",
            ) from None
        return Path(found)


def run(
    name: str,
    argv: Sequence[str],
    account: Account,
    env: Mapping[str, str] | None = None,
) -> None:
    """Run it to its end; what it says when it fails becomes the error's text."""
    words = [str(program(name, account)), *argv]
    done = account.run(words, {**os.environ, "LC_ALL": "C", **(env or {})})
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())[-600:]
        raise Unsafe(f"{name} failed: {said}", f"{name} 执行失败：{said}")


_WORDS = ("host", "port", "user", "password", "sslmode", "sslrootcert", "options")


def login(url: str) -> dict[str, str]:
    """The address as libpq's environment: a password has no place among arguments,
    which every account of the machine may read."""
    found = parse_dsn(url)
    given = {f"PG{word.upper()}": str(found[word]) for word in _WORDS if word in found}
    return given | {"PGDATABASE": str(found["dbname"])}
