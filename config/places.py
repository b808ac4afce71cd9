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
from urllib.parse import quote, urlsplit, urlunsplit

from django.core.exceptions import ImproperlyConfigured

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent
ROLES = ("owner", "web", "worker")
# A host that loses its power says nothing: without these the server would keep what it
# has locked for two hours, and a client would wait as long for a dead server.
FORGOTTEN = (
    "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
    " -c tcp_user_timeout=25000"
)
UNANSWERED = {
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "25000",
}


def var_dir() -> Path:
    """Folder of everything that is written at run time (YIPAN_VAR, else ./var)."""
    return Path(os.environ.get("YIPAN_VAR", "") or BASE_DIR / "var").resolve()


def socket_dir() -> Path:
    """Short folder for the Unix sockets, one per account and data folder."""
    given = os.environ.get("YIPAN_SOCKETS", "")
    if given:
        return Path(given)
    mark = hashlib.sha256(f"{os.getuid()}:{var_dir()}".encode()).hexdigest()[:10]
    return temporary() / f"yipan-{mark}"


def open_to_all(folder: Path) -> bool:
    """May every account enter this folder (or the first parent that exists)?"""
    existing = (each for each in (folder, *folder.parents) if each.exists())
    return all(each.stat().st_mode & 0o001 for each in existing)


def temporary() -> Path:
    """The system's temporary folder; root needs one that `nobody` can enter too."""
    usual = Path(tempfile.gettempdir())
    if os.getuid() != 0:
        return usual
    for folder in (usual, Path("/tmp"), Path("/var/tmp")):  # noqa: S108 - see above
        if folder.is_dir() and open_to_all(folder):
            return folder
    return usual


def redis_socket() -> Path:
    """Socket of the embedded Redis; every test process has its own server."""
    given = os.environ.get("YIPAN_REDIS_SOCKET", "")
    return Path(given) if given else socket_dir() / "redis.sock"


def embedded_postgres() -> bool:
    """True when no DATABASE_URL names a server."""
    return not env.secret("DATABASE_URL")


def embedded_redis() -> bool:
    """True when no REDIS_URL names a server."""
    return not env.secret("REDIS_URL")


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
        name = os.environ.get("YIPAN_DATABASE", "") or "yipan"
        return f"postgres://yipan_{role}@{where}/{name}", {}
    own = env.secret(f"DATABASE_{role.upper()}_URL")
    if own:
        return with_password(own), {}
    base = with_password(env.secret("DATABASE_URL"))
    step_down = "" if role == "owner" else f"-c role=yipan_{role} "
    return base, {"options": step_down + FORGOTTEN, **UNANSWERED}


def with_password(url: str) -> str:
    """The address with the password of DATABASE_PASSWORD, if it names a login only."""
    parts, password = urlsplit(url), env.secret("DATABASE_PASSWORD")
    if not password or not parts.username or parts.password:
        return url
    login, _at, host = parts.netloc.rpartition("@")
    where = f"{login.rstrip(':')}:{quote(password, safe='')}@{host}"
    return urlunsplit(parts._replace(netloc=where))


def redis_url() -> str:
    """URL for the Redis client."""
    if embedded_redis():
        return f"unix://{redis_socket()}?db=0"
    return env.secret("REDIS_URL")


def broker_url() -> str:
    """URL for Celery, which spells sockets differently."""
    if embedded_redis():
        return f"redis+socket://{redis_socket()}?virtual_host=0"
    return env.secret("REDIS_URL")


def secret_key() -> str:
    """SECRET_KEY, else a key made once in the run-time folder."""
    given = env.secret("SECRET_KEY")
    if given:
        return given
    path = var_dir() / "secret_key"
    try:
        if not path.exists():
            _write_key(path)
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{path} cannot be used ({error.strerror}): change the owner of its "
            "folder, or name another with YIPAN_VAR, or set SECRET_KEY."
        ) from error


def _write_key(path: Path) -> None:
    """Appear whole or not at all: several processes may start at once."""
    from django.core.management.utils import get_random_secret_key

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w") as stream:
        stream.write(get_random_secret_key())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        Path(fresh).unlink()
