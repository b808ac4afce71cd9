"""What every answer has to carry, whoever gets it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from desk.limiting import kind_of

MARK = re.compile(r"'nonce-[\w+/=-]{16,}'")
SAFE = {"'none'", "'self'", "sandbox"}
ALWAYS = {
    "X-Content-Type-Options": ("nosniff",),
    "X-Frame-Options": ("DENY",),
    "Referrer-Policy": ("same-origin", "no-referrer"),
    "Cross-Origin-Opener-Policy": ("same-origin",),
    "Cross-Origin-Resource-Policy": ("same-origin",),
}
SHOWN = ("text/html", "application/json", "application/problem+json", "text/plain")
SHOWN_TOO = ("text/event-stream", "text/calendar", "application/vnd.oai.openapi")
"""What a browser or a program reads as it comes; all else is a file to be kept."""


ADDRESS = re.compile(
    r"""(?:\b[a-z]+=["']?|url\(["']?|[\s"'>(:])((?:https?:)?//[\w.-]+[^\s"'<>)]*)"""
)
OURS = (
    *("http://testserver", "https://testserver", "http://www.w3.org/"),
    *("http://schemas.openxmlformats.org/", "http://purl.org/dc/"),
    *("http://schemas.microsoft.com/office/",),
)


def lacking(answer: Any) -> Iterator[str]:
    """What is missing or too loose in an answer."""
    for name, known in ALWAYS.items():
        if answer.get(name) not in known:
            yield f"{name}: {answer.get(name)}"
    yield from _policy(answer.get("Content-Security-Policy", ""))
    if answer.get("Access-Control-Allow-Origin", ""):
        yield "nobody elsewhere may read it"
    kept = answer.get("Cache-Control", "")
    # A calendar program asks by its mark whether there is anything new.
    if "no-store" not in kept and kept != "private, no-cache":
        yield f"Cache-Control: {kept}"
    media = answer.get("Content-Type", "")
    is_kept = answer.get("Content-Disposition", "").startswith("attachment")
    if media and not media.startswith(SHOWN + SHOWN_TOO) and not is_kept:
        yield f"Content-Disposition of {media}"


def _policy(policy: str) -> Iterator[str]:
    """Nothing but what is ours, named by the mark of this page or lying here."""
    rules = [rule.split() for rule in policy.split(";") if rule.strip()]
    said = {rule[0]: rule[1:] for rule in rules}
    loose = {word for words in said.values() for word in words} - SAFE
    for word in loose:
        if not MARK.fullmatch(word):
            yield f"Content-Security-Policy: {word}"
    if said.get("default-src") != ["'none'"]:
        yield f"default-src: {policy}"
    if said.get("frame-ancestors") != ["'none'"]:
        yield f"frame-ancestors: {policy}"


def foreign(text: str) -> list[str]:
    """Addresses of other machines that a page, a file or a list leads to. Names of
    XML's vocabularies are no addresses."""
    found = ADDRESS.findall(text)
    return [one for one in found if not one.startswith(OURS)]


def unlimited(answer: Any) -> bool:
    """Is it a file that one may take as often as one likes?"""
    is_file = answer.get("Content-Disposition", "").startswith("attachment")
    return is_file and kind_of(answer.wsgi_request) != "export"
