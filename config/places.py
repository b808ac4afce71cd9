"""Where the two servers live when nobody names one: computed, never started here.

`manage.py up` starts embedded servers in exactly these places. The sockets go to a
short folder because a Unix socket path may not exceed 107 bytes, and because an
unprivileged account must be able to enter it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
ROLES = ("owner", "web", "worker")


def var_dir() -> Path:
    """Folder of everything that is written at run time (YIPAN_VAR, else ./var)."""
    return Path(os.environ.get("YIPAN_VAR", "") or BASE_DIR / "var").resolve()


def socket_dir() -> Path:
    """Short folder for the Unix sockets, one per account and data folder."""
    given = os.environ.get("YIPAN_SOCKETS", "")
    if given:
        return Path(given)
    mark = hashlib.sha256(f"{os.getuid()}:{var_dir()}".encode()).hexdigest()[:10]
    return Path(tempfile.gettempdir()) / f"yipan-{mark}"


def embedded_postgres() -> bool:
    """True when no DATABASE_URL names a server."""
    return not os.environ.get("DATABASE_URL")


def embedded_redis() -> bool:
    """True when no REDIS_URL names a server."""
    return not os.environ.get("REDIS_URL")


def process_role() -> str:
    """Which database role this process acts as: owner, web or worker."""
    role = os.environ.get("YIPAN_ROLE", "owner")
    if role not in ROLES:
        raise ImproperlyConfigured(f"YIPAN_ROLE must be one of {ROLES}, not {role!r}")
    return role


def database_url(role: str) -> tuple[str, dict[str, str]]:
    """(URL, extra connection options) for one of the three roles.

    With DATABASE_WEB_URL / DATABASE_WORKER_URL the role logs in by itself. With
    DATABASE_URL alone the connection steps down to the role as it opens.
    """
    if embedded_postgres():
        where = quote(str(socket_dir()), safe="")
        return f"postgres://yipan_{role}@{where}/yipan", {}
    own = os.environ.get(f"DATABASE_{role.upper()}_URL")
    if own:
        return own, {}
    base = os.environ["DATABASE_URL"]
    if role == "owner":
        return base, {}
    return base, {"options": f"-c role=yipan_{role}"}


def redis_url() -> str:
    """URL for the Redis client."""
    if embedded_redis():
        return f"unix://{socket_dir() / 'redis.sock'}?db=0"
    return os.environ["REDIS_URL"]


def broker_url() -> str:
    """URL for Celery, which spells sockets differently."""
    if embedded_redis():
        return f"redis+socket://{socket_dir() / 'redis.sock'}?virtual_host=0"
    return os.environ["REDIS_URL"]


def secret_key() -> str:
    """SECRET_KEY, else a key made once in the run-time folder."""
    given = os.environ.get("SECRET_KEY")
    if given:
        return given
    path = var_dir() / "secret_key"
    if not path.exists():
        from django.core.management.utils import get_random_secret_key

        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as stream:
            stream.write(get_random_secret_key())
    return path.read_text().strip()
