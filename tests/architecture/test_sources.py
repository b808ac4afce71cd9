"""Small modules, safe templates, and no address of another machine."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from django.conf import settings

from tests.architecture.source import ROOT, calls, modules, name_of, tree
from tests.each import each

LONGEST = 350
OWN = ("tests", "tools", "bench", "deploy", "docs")
SAFE_TEXT = (
    *("coordination/pictures/", "organization/templatetags/"),
    "coordination/ledger/row_markup.py",
)
ADDRESS = re.compile(r"""https?://[^\s"'<>)]+""")
SPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml")
FETCHED = re.compile(r"""(?:url\(|@import|src=|href=|fetch\()\s*["']?(?:https?:)?//""")
"""What makes a browser ask another host; comments of libraries name their homes."""

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
INLINE = {
    "style attribute": re.compile(r"<[^>]*\sstyle=", re.I),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+=", re.I),
    "javascript address": re.compile(r"javascript:", re.I),
    "style element": re.compile(r"<style\b", re.I),
    "hx-on attribute": re.compile(r"\shx-on[:-]", re.I),
}
SCRIPT = re.compile(r"<script\b([^>]*)>", re.I)


def own_python() -> list[Path]:
    more = [path for folder in OWN for path in (ROOT / folder).rglob("*.py")]
    return [*modules(), *more, ROOT / "manage.py"]


def own_static() -> list[Path]:
    found = (ROOT / "static").rglob("*")
    return [path for path in found if path.is_file() and "vendor" not in path.parts]


def test_no_module_outgrows_its_page() -> None:
    lines = {name_of(path): len(path.read_text().splitlines()) for path in own_python()}
    long = {name for name, count in lines.items() if count > LONGEST}
    assert not long, "name the two things it has become, and split it"


def test_nothing_is_exempt_from_the_csrf_check() -> None:
    for path in modules():
        assert "csrf_exempt" not in path.read_text(), name_of(path)


def test_text_is_declared_safe_in_few_places_only() -> None:
    """Everywhere else the template engine escapes."""
    for path in modules():
        if name_of(path).startswith(SAFE_TEXT):
            continue
        for call in calls(tree(path)):
            func = call.func
            name = getattr(func, "id", getattr(func, "attr", ""))
            assert name not in ("mark_safe", "SafeString", "SafeText"), name_of(path)


def test_nothing_is_evaluated_or_unpickled() -> None:
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Name):
                assert node.id not in ("eval", "exec", "pickle"), name_of(path)


@each(TEMPLATES)
def test_a_template_holds_structure_only(path: Path) -> None:
    text = path.read_text()
    for what, pattern in INLINE.items():
        assert not pattern.search(text), f"{name_of(path)}: {what}"
    assert "|safe" not in text, name_of(path)
    assert "autoescape off" not in text, name_of(path)
    for attributes in SCRIPT.findall(text):
        assert "src=" in attributes or "nonce=" in attributes, name_of(path)


@each([*TEMPLATES, *own_static()])
def test_no_address_of_another_machine(path: Path) -> None:
    text = path.read_text(errors="replace")
    foreign = [found for found in ADDRESS.findall(text) if not found.startswith(SPACES)]
    assert not foreign, name_of(path)


def test_libraries_fetch_nothing_from_another_machine() -> None:
    for path in (ROOT / "static" / "vendor").rglob("*"):
        if path.suffix in (".css", ".js", ".svg"):
            assert not FETCHED.search(path.read_text()), name_of(path)


def test_the_policy_of_content_is_strict() -> None:
    """No unsafe-*, no wildcard, no other host."""
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    words = {str(word) for values in policy.values() for word in values}
    assert words <= {"'none'", "'self'"} | {w for w in words if "nonce" in w.lower()}
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
