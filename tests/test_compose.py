"""The production shape on paper: services, commands and variables that really exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from config import places

BASE = places.BASE_DIR
COMPOSE = yaml.safe_load((BASE / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OWN = ("migrate", "web", "events", "worker", "dispatcher", "nightly")
READ = re.compile(
    r"env\.(?:flag|number|words)\(\s*\"([A-Z_]+)\"|os\.environ(?:\.get\(|\[)\s*\"([A-Z_]+)\""
)
NOT_FOR_USERS = {"PYTEST_XDIST_WORKER", "DJANGO_SETTINGS_MODULE"}


def explained() -> set[str]:
    """Variables of .env.example, each of which must have its line of explanation."""
    lines = (BASE / ".env.example").read_text().splitlines()
    found = set()
    for before, line in pairwise(lines):
        name, sign, _ = line.partition("=")
        if sign and not line.startswith("#"):
            above = before.startswith("# ") and not before.startswith("# ---")
            assert above or before.partition("=")[0] in found, f"{name}: no explanation"
            found.add(name)
    return found


def test_all_services_are_there() -> None:
    assert set(SERVICES) == {*OWN, "postgres", "redis", "front"}


def test_every_variable_of_the_file_is_explained() -> None:
    text = (BASE / "docker-compose.yml").read_text()
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text))
    assert used
    assert used <= explained()


def test_every_variable_the_code_reads_is_explained() -> None:
    read = set()
    for path in (BASE / "config").glob("**/*.py"):
        for pair in READ.findall(path.read_text()):
            read |= set(pair) - {""}
    assert read - NOT_FOR_USERS <= explained()


def test_no_container_knows_another_role_s_password() -> None:
    for name in OWN:
        environment = SERVICES[name]["environment"]
        role = environment["YIPAN_ROLE"]
        assert f"yipan_{role}:" in environment["DATABASE_URL"]
        passwords = re.findall(r"\$\{([A-Z]+)_PASSWORD", str(environment))
        assert passwords == [role.upper()], name


@pytest.mark.parametrize("name", [*OWN, "postgres", "redis", "front"])
def test_every_service_is_watched(name: str) -> None:
    service = SERVICES[name]
    if name == "migrate":
        assert service["restart"] == "no"
        return
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"][0].startswith("CMD")


def test_files_that_the_containers_mount_or_copy_exist() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./"):
                assert (BASE / source).exists(), source
    assert os.access(BASE / "deploy" / "postgres-init.sh", os.X_OK)
    kept = (BASE / ".dockerignore").read_text().splitlines()
    assert kept[0] == "*"
    for rule in kept[1:]:
        if rule.startswith("!") and rule != "!budget":
            assert (BASE / rule[1:]).exists(), rule
    image = (BASE / "Dockerfile").read_text()
    assert re.search(r"^USER 10001$", image, re.MULTILINE)


def test_every_command_names_something_that_runs() -> None:
    for name in OWN:
        command = [str(word) for word in SERVICES[name]["command"]]
        assert command[0] == "python"
        if command[1] == "manage.py":
            app = [*BASE.glob(f"*/management/commands/{command[2]}.py")]
            assert app or command[2] == "migrate"
        else:
            assert command[1] == "-m"
            __import__(command[2])


def test_the_page_server_accepts_its_options() -> None:
    """gunicorn reads its whole configuration and loads the application."""
    command = [plain(str(word)) for word in SERVICES["web"]["command"]]
    done = subprocess.run(
        [sys.executable, *command[1:], "--check-config"],
        cwd=BASE,
        env={
            **os.environ,
            "YIPAN_ROLE": "web",
            "FORWARDED_ALLOW_IPS": "172.30.77.0/24",
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def plain(word: str) -> str:
    """`${NAME:-value}` as its default value."""
    return re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", word)


def test_the_front_knows_the_containers_it_forwards_to() -> None:
    text = Path(BASE / "deploy" / "nginx.conf").read_text()
    assert set(re.findall(r"server (\w+):(\d+);", text)) == {
        ("web", "8000"),
        ("events", "8001"),
    }
    assert text.count("{") == text.count("}")
