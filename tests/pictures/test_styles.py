"""Colours that can be read, classes and properties that exist on both sides."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

from coordination.gallery import tokens
from tools.messages import ROOMS

ROOT = Path(__file__).parents[2]
STYLES = ROOT / "static" / "css"
GENERATED = "themes.css"
BOOTSTRAP = ROOT / "static" / "vendor" / "bootstrap" / "bootstrap.css"
LIBRARIES = {"htmx-request"}
"""Classes that a library sets."""
CLASS = r"[a-zA-Z][\w-]*"


def read(path: Path) -> str:
    return path.read_text("utf-8")


@functools.cache
def css() -> dict[str, str]:
    """Name -> rules of each of our sheets, without comments, strings and addresses."""
    noise = re.compile(r'/\*.*?\*/|"[^"]*"|url\([^)]*\)', re.DOTALL)
    return {
        path.name: noise.sub("", read(path))
        for path in STYLES.glob("*.css")
        if path.name != GENERATED
    }


@functools.cache
def defined() -> dict[str, str]:
    """Class -> a sheet that has a rule for it."""
    found: dict[str, str] = {}
    for name, text in css().items():
        for selector in re.findall(r"([^{}]+)\{", text):
            found |= dict.fromkeys(re.findall(rf"\.({CLASS})", selector), name)
    return found


def templates() -> list[Path]:
    return list((ROOT / "templates").rglob("*.html"))


@functools.cache
def source() -> str:
    """Whatever may name a class: templates, scripts and the code of the rooms."""
    rooms = (path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    paths = [*templates(), *(ROOT / "static" / "js").glob("*.js"), *rooms]
    return "\n".join(read(path) for path in paths if "migrations" not in path.parts)


def test_every_class_with_a_rule_is_used():
    words = set(re.findall(CLASS, source()))
    made = set(re.findall(rf"({CLASS})\{{", source()))  # heat-{{ step }}, f"h{height}"
    dead = {
        f"{name} in {sheet}"
        for name, sheet in defined().items()
        if name not in words | LIBRARIES and re.sub(r"\d+$", "", name) not in made
    }
    assert not dead, sorted(dead)


def test_every_class_of_a_template_has_a_rule():
    known = defined().keys() | set(re.findall(rf"\.({CLASS})", read(BOOTSTRAP)))
    asked = read(ROOT / "static" / "js" / "frame.js")  # what only scripts look for
    missing = set()
    for path in templates():
        for text in re.findall(r'class="((?:[^"{]|\{[{%].*?[%}]\})*)"', read(path)):
            parts = re.sub(r"\S*\{\{.*?\}\}\S*", " ", re.sub(r"\{%.*?%\}", " ", text))
            missing |= {
                f"{part} in {path.relative_to(ROOT)}"
                for part in parts.split()
                if part not in known and f".{part}" not in asked
            }
    assert not missing, sorted(missing)


def test_every_property_used_is_defined():
    used = {
        name for text in css().values() for name in re.findall(r"var\((--[\w-]+)", text)
    }
    made = re.findall(r"(--[\w-]+)\s*:", read(BOOTSTRAP) + "".join(css().values()))
    assert not used - set(made)
    tokens_ = set(re.findall(r"(--yp-[\w-]+)\s*:", css()["tokens.css"]))
    assert not tokens_ - used, "tokens nobody uses"


def test_colours_stand_in_the_tokens_alone():
    """A colour of its own is right in one theme at most."""
    own = {
        name: found
        for name, text in css().items()
        if name != "tokens.css"
        and (found := re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{}]*\{)", text))
    }
    assert not own


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_of_colours_can_be_read(theme):
    poor = {
        f"{use.name} on {ground}: {contrast:.2f}"
        for use in tokens.USES
        for contrast, ground in [tokens.worst(use, theme)]
        if contrast < use.least
    }
    assert not poor


def test_every_text_colour_is_among_the_pairs():
    """Whatever a rule makes the colour of a text, the pairs know its grounds."""
    coloured = {
        name
        for text in css().values()
        for name in re.findall(
            r"(?<![\w-])(?:color|fill):\s*var\(--yp-([\w-]+)\)", text
        )
    }
    grounds = {ground for use in tokens.USES for ground in use.grounds}
    assert coloured <= {use.name for use in tokens.USES} | grounds | {"bar-done"}


def test_contrast_is_counted_as_wcag_does():
    assert tokens.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert tokens.contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)


def test_motion_is_only_for_who_wants_it():
    """A rule that moves stands where nobody has asked for less motion."""
    moving = re.compile(r"(?<![\w-])(?:transition|animation)\s*:")
    wanted = r"@media[^{]*reduced-motion: no-preference\)\s*\{(?:[^{}]|\{[^{}]*\})*\}"
    for name, text in css().items():
        assert not moving.search(re.sub(wanted, "", text)), name
