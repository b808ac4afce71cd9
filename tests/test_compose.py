"""The production shape on paper: services, commands and variables that really exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import dj_database_url
import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from config import asgi, env, places
from config.supervisor import web
from desk.uploads import MOST_BODY

BASE = places.BASE_DIR
COMPOSE = yaml.safe_load((BASE / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OWN = ("migrate", "web", "events", "worker", "dispatcher", "nightly", "archive")
ONCE = ("restore", "swap")
"""Started by deploy/restore.sh alone."""
READ = re.compile(
    r"env\.(?:flag|number|words|networks|secrets?|file|one_of)\(\s*\"([A-Z_]+)\"|os\.environ(?:\.get\(|\[)\s*\"([A-Z_]+)\""
)
NOT_FOR_USERS = {"PYTEST_XDIST_WORKER", "DJANGO_SETTINGS_MODULE", "EVERY_PLACE"}


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
    assert set(SERVICES) == {*OWN, *ONCE, "postgres", "redis", "front"}
    asked_for = {name for name, each in SERVICES.items() if each.get("profiles")}
    assert asked_for == set(ONCE)


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
    """Passwords are files, and each container is given its own."""
    for name in OWN:
        service = SERVICES[name]
        environment, role = service["environment"], service["environment"]["YIPAN_ROLE"]
        assert f"yipan_{role}@" in environment["DATABASE_URL"]
        own = f"{role}_password"
        assert environment["DATABASE_PASSWORD_FILE"] == f"/run/secrets/{own}"
        given = set(service["secrets"]) - {"email_password"}
        assert given == {"secret_key", own}, name
    assert set(COMPOSE["secrets"]) == {
        name for service in SERVICES.values() for name in service.get("secrets", [])
    }


def test_no_secret_stands_in_a_variable() -> None:
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if re.search("PASSWORD$|SECRET|KEY", variable):
                assert variable.endswith("_FILE"), (name, variable)
            assert not re.search(r"://[^/@]*:[^/@]*@", str(value)), (name, variable)


@pytest.mark.parametrize("name", list(SERVICES))
def test_every_container_is_without_rights(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    user, group = map(int, service["user"].split(":"))
    if name == "swap":  # gives files to the database's account, seen by nobody
        assert service["cap_add"] == ["CHOWN", "DAC_OVERRIDE", "FOWNER"]
        assert (user, group, service["network_mode"]) == (0, 0, "none")
        assert "secrets" not in service and "environment" not in service
    else:
        assert "cap_add" not in service and user > 0 and group > 0
    assert service["mem_limit"] and service["pids_limit"]
    assert not service.get("privileged") and "docker.sock" not in str(service)
    assert service["tmpfs"][0].startswith(f"{os.sep}tmp:")
    image = plain(service["image"])
    ours = name in (*OWN, "restore")
    assert ours or re.search(r":\d+\.\d+(\.\d+)?-\w+$", image), image


def test_networks_part_what_need_not_meet() -> None:
    """The front reaches no store, no store reaches out, only the front has ports."""
    at = {name: set(service.get("networks", ())) for name, service in SERVICES.items()}
    assert not at["front"] & at["postgres"] and at["front"] == {"edge", "outside"}
    assert at["postgres"] == at["redis"] == {"store"}
    inner = {n for n, net in COMPOSE["networks"].items() if (net or {}).get("internal")}
    assert inner == {"edge", "store"}
    assert [name for name in SERVICES if "ports" in SERVICES[name]] == ["front"]
    assert [name for name in OWN if at[name] - inner] == ["worker"], "it sends mail"


@pytest.mark.parametrize("name", list(SERVICES))
def test_every_service_is_watched(name: str) -> None:
    service = SERVICES[name]
    if name in ("migrate", *ONCE):
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
    assert "groupadd --system --gid 10001 " in image, "celery warns of unknown groups"


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
    assert SERVICES["restore"]["entrypoint"][:3] == ["python", "manage.py", "restore"]


@pytest.mark.parametrize("there", [True, False])
def test_what_was_restored_takes_the_place_of_what_is_kept(
    tmp_path: Path, there: bool
) -> None:
    data, restored = tmp_path / "18" / "docker", tmp_path / "restored"
    command = ["sh", str(BASE / "deploy" / "postgres-swap.sh")]
    env = {"PATH": os.environ["PATH"], "PGDATA": str(data), "RESTORED": str(restored)}
    env["OWNER"] = f"{os.getuid()}:{os.getgid()}"
    if there:
        data.mkdir(parents=True)
        (data / "PG_VERSION").write_text("lost\n")
    restored.mkdir()
    refused = subprocess.run(command, env=env, capture_output=True, text=True)
    assert refused.returncode == 1 and "nothing is restored" in refused.stderr
    assert data.exists() is there, "nothing was touched"
    (restored / "PG_VERSION").write_text("18\n")
    subprocess.run(command, env=env, check=True, capture_output=True)
    assert (data / "PG_VERSION").read_text() == "18\n" and not restored.exists()
    assert data.stat().st_mode & 0o777 == 0o700
    kept = [each / "PG_VERSION" for each in data.parent.glob("docker.before-*")]
    assert [each.read_text() for each in kept] == (["lost\n"] if there else [])


def test_the_database_ends_its_files_and_lets_them_be_fetched() -> None:
    command = SERVICES["postgres"]["command"]
    assert "archive_timeout=60s" in command
    assert any("max_slot_wal_keep_size=" in word for word in command)
    script = (BASE / "deploy" / "postgres-init.sh").read_text()
    assert "CREATE ROLE yipan_owner LOGIN REPLICATION " in script
    assert "host replication yipan_owner all scram-sha-256" in script
    shared = [set(SERVICES[name]["volumes"]) for name in ("nightly", "archive")]
    assert "backups:/backups" in shared[0] & shared[1]
    for name in ("nightly", "archive"):
        assert SERVICES[name]["environment"]["ARCHIVE_CHANGES"] == "1"
    assert "--apart" in SERVICES["restore"]["entrypoint"]


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


def test_the_front_replaces_whatever_a_client_claims() -> None:
    text = (BASE / "deploy" / "nginx.conf").read_text()
    # With its port: forms come from an origin that names it, where it is not the usual.
    assert "proxy_set_header Host $http_host;" in text
    for claim in ("Host", "Port", "Server"):
        assert f'proxy_set_header X-Forwarded-{claim} "";' in text
    assert 'proxy_set_header Forwarded "";' in text
    assert 'proxy_set_header X-Real-IP "";' in text
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text
    assert "proxy_set_header X-Request-ID $request_id;" in text
    assert re.search(r"location = /metrics \{\s*return 404;", text)


@pytest.mark.django_db
def test_what_the_front_does_not_let_through_is_told_on_a_page_of_ours() -> None:
    text = (BASE / "deploy" / "nginx.conf").read_text()
    assert f"client_max_body_size {MOST_BODY // 2**20}m;" in text
    assert asgi.MAX_BODY == MOST_BODY, "whoever has no front hears the same"
    told = reverse("too_large")
    assert f"error_page 413 {told};" in text
    (block,) = re.findall(rf"location = {told} {{(.*?)}}", text, re.DOTALL)
    assert "internal;" in block and "proxy_pass_request_body off;" in block
    assert "proxy_pass http://pages;" in block
    answer = Client().get(told, HTTP_ACCEPT_LANGUAGE="zh-hans")
    assert answer.status_code == 413 and "16 MB" in answer.content.decode()


def test_secrets_are_made_once_and_readable_inside_only(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    command = ["sh", str(BASE / "deploy" / "secrets.sh"), str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    assert folder.stat().st_mode & 0o777 == 0o700
    made = {path.name: path.read_text() for path in folder.iterdir()}
    assert set(made) == set(COMPOSE["secrets"])
    mine = [text for name, text in made.items() if name != "email_password"]
    assert all(re.fullmatch("[A-Za-z0-9]{50,64}", text) for text in mine)
    assert len(set(mine)) == len(mine)
    subprocess.run(command, check=True, capture_output=True)
    assert {path.name: path.read_text() for path in folder.iterdir()} == made


def test_a_secret_may_be_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "word"
    monkeypatch.delenv("DATABASE_PASSWORD", raising=False)
    monkeypatch.setenv("DATABASE_PASSWORD_FILE", str(kept))
    with pytest.raises(ImproperlyConfigured, match="DATABASE_PASSWORD_FILE"):
        env.secret("DATABASE_PASSWORD")
    kept.write_text("\n")
    with pytest.raises(ImproperlyConfigured, match="empty"):
        env.secret("DATABASE_PASSWORD")
    kept.write_text("p@ss/wort:1\n")
    monkeypatch.setenv("DATABASE_URL", "postgres://yipan_web@postgres/yipan")
    url, _ = places.database_url("owner")
    assert url == "postgres://yipan_web:p%40ss%2Fwort%3A1@postgres/yipan"
    assert dj_database_url.parse(url)["PASSWORD"] == "p@ss/wort:1"
    monkeypatch.setenv("DATABASE_URL", "postgres://a:own@h/d")
    assert places.database_url("owner")[0] == "postgres://a:own@h/d"
    monkeypatch.setenv("DATABASE_PASSWORD", "x")
    with pytest.raises(ImproperlyConfigured, match="not both"):
        env.secret("DATABASE_PASSWORD")


def test_a_host_that_loses_its_power_is_noticed_by_the_other_side(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever it held of the database is free within half a minute; through a socket
    of this machine nobody is lost without a word."""
    monkeypatch.delenv("DATABASE_URL_FILE", raising=False)
    monkeypatch.setenv("DATABASE_URL", "postgres://one:word@10.0.0.1/yipan")
    for role, steps_down in (("owner", False), ("web", True), ("worker", True)):
        _, options = places.database_url(role)
        assert (f"role=yipan_{role}" in options["options"]) is steps_down
        asked = dict(re.findall(r"-c (tcp_\w+)=(\d+)", options["options"]))
        silent = int(asked["tcp_keepalives_idle"])
        silent += int(asked["tcp_keepalives_interval"]) * int(
            asked["tcp_keepalives_count"]
        )
        assert silent <= 30 and 0 < int(asked["tcp_user_timeout"]) <= 30_000
        assert int(options["tcp_user_timeout"]) <= 30_000, "a server may be lost too"
    monkeypatch.delenv("DATABASE_URL")
    assert places.database_url("web")[1] == {}


def test_the_page_processes_fit_into_their_container() -> None:
    shown = (BASE / ".env.example").read_text()
    said = dict(re.findall(r"^([A-Z_]+)=(\d+)", shown, re.MULTILINE))
    memory = int(said["YIPAN_MEMORY"]) * 1024**3
    assert int(said["WEB_PROCESSES"]) * web.NEEDS < memory
    assert any("${WEB_PROCESSES:-" in str(w) for w in SERVICES["web"]["command"])


def test_the_front_knows_the_containers_it_forwards_to() -> None:
    text = Path(BASE / "deploy" / "nginx.conf").read_text()
    assert set(re.findall(r"server (\w+):(\d+);", text)) == {
        ("web", "8000"),
        ("events", "8001"),
    }
    assert text.count("{") == text.count("}")


def test_the_front_speaks_only_what_keeps_a_secret() -> None:
    """Also of a recording whose key is lost later, and in answers of its own."""
    lines = (BASE / "deploy/https.conf.example").read_text().splitlines()
    said = [line for line in lines if not line.startswith("#")]
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in said
    (ciphers,) = [line for line in said if line.startswith("ssl_ciphers ")]
    for name in ciphers.removeprefix("ssl_ciphers ").rstrip(";").split(":"):
        assert name.startswith("ECDHE-") and ("GCM" in name or "POLY1305" in name)
    (told,) = [line for line in said if 'Strict-Transport-Security "' in line]
    assert told.endswith("always;") and "includeSubDomains" in told
    assert "proxy_hide_header Strict-Transport-Security;" in said
