"""What must be true before the first page: schema, grants, static files, demo data."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from config import places, roles, wall
from config.supervisor.errors import StartError, disk_full

Say = Callable[[str], None]


def database(say: Say) -> None:
    """Bring the schema up to date, and the rights of the roles with it."""
    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        raise StartError(
            f"The database does not answer: {str(error).strip()}",
            f"无法连接数据库：{str(error).strip()}",
        ) from error
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Bringing the database up to date / 正在更新数据库结构")
        call_command("migrate", verbosity=0, interactive=False)
    else:
        with connection.cursor() as cursor:
            roles.grant_privileges(cursor)
            wall.build(cursor)


def demo(say: Say) -> None:
    """The demo force, in demo mode and into an empty database only."""
    if not settings.DEMO_MODE:
        return
    if apps.get_model("organization", "Bureau")._default_manager.exists():
        return
    say("Loading the demo force / 正在载入演示数据")
    call_command("demo")


def static_files(say: Say) -> None:
    """Collect and compress the static files when one of them changed."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    if settings.WHITENOISE_USE_FINDERS:  # served from the source tree
        return
    stamp = places.var_dir() / "static.stamp"
    wanted = static_digest()
    if stamp.exists() and stamp.read_text() == wanted and any(root.iterdir()):
        return
    say("Collecting static files / 正在整理静态文件")
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(wanted)


def static_digest() -> str:
    """Names, sizes and times of all static files, and the packages that treat them."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    digest.update((places.BASE_DIR / "requirements.txt").read_bytes())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def everything(say: Say, *, further: bool = False) -> None:
    """All of it, leaving no connection open in this process; of a further host, whose
    database is another one's care, static files alone."""
    try:
        if not further:
            database(say)
        static_files(say)
        if not further:
            demo(say)
    except OperationalError as error:
        if "No space left" in str(error):
            raise disk_full(places.var_dir()) from error
        raise
    finally:
        connections.close_all()
