"""Reading the environment: a missing or malformed variable stops the start."""

from __future__ import annotations

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def flag(name: str, *, default: bool = False) -> bool:
    """A yes/no variable; anything else raises ImproperlyConfigured."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    value = raw.strip().lower()
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {raw!r}")


def secret(name: str) -> str:
    """A variable that may be kept in a file instead, named by NAME_FILE; "" without.

    Only one of the two may be set, and the file must be readable: a secret that is not
    there must not be taken for an empty one.
    """
    given, path = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if given and path:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    if not path:
        return given
    try:
        found = Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE: {path}: {error}") from error
    if not found:
        raise ImproperlyConfigured(f"{name}_FILE: {path} is empty.")
    return found


def file(name: str) -> str:
    """Path of a file that can be read, "" without; anything else stops."""
    path = os.environ.get(name, "")
    if path and not os.access(path, os.R_OK):
        raise ImproperlyConfigured(f"{name}: {path} cannot be read.")
    return path


def secrets(name: str) -> list[str]:
    """Several, with commas between; kept in a file where NAME_FILE names one."""
    return [one.strip() for one in secret(name).split(",") if one.strip()]


def number(name: str, *, default: int, least: int | None = None) -> int:
    """A whole number, `least` or more; anything else raises ImproperlyConfigured."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    try:
        found = int(raw)
    except ValueError as error:
        message = f"{name} must be a whole number, not {raw!r}"
        raise ImproperlyConfigured(message) from error
    if least is not None and found < least:
        raise ImproperlyConfigured(f"{name} must be {least} at least, not {found}")
    return found


def one_of(name: str, known: tuple[str, ...]) -> str:
    """One of some words; the first one when the variable is missing or empty."""
    raw = os.environ.get(name, "").strip().lower() or known[0]
    if raw not in known:
        shown = ", ".join(repr(word) for word in known)
        raise ImproperlyConfigured(f"{name} must be one of {shown}, not {raw!r}")
    return raw


def text(name: str, *, default: str = "") -> str:
    """As it stands there, without outer blanks; the default where it is empty."""
    return os.environ.get(name, "").strip() or default


def words(name: str, *, default: str = "") -> list[str]:
    """A comma-separated list."""
    raw = os.environ.get(name, default)
    return [part.strip() for part in raw.split(",") if part.strip()]


def networks(name: str, *, default: str) -> list[IPv4Network | IPv6Network]:
    """A comma-separated list of addresses and networks; anything else stops."""
    try:
        return [ip_network(word) for word in words(name, default=default)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}") from error
