"""The guide's pages as they lie in `docs/guide`: titles, sections, and finding in them.

A section begins with a heading of the second level. Its name in an address stands
behind the heading as `{#name}`, the same in every language, so that help beside a
word leads to it whichever language the reader has chosen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

SLUGS = (
    *("chief", "community-officer", "clerk", "head", "office", "leader"),
    *("personnel", "finance", "auditor", "system-admin", "bureau", "terms"),
)
"""In the order of the contents; `terms` explains words, the others a role's work."""
LANGUAGES = ("zh-hans", "en")
HEADING = re.compile(r"^## (?P<title>.+?) \{#(?P<name>[a-z0-9-]+)\}$", re.M)
FOUND = 30


@dataclass(frozen=True)
class Section:
    """A heading with the Markdown below it. `page` is the slug of its page."""

    page: str
    name: str
    title: str
    text: str


@dataclass(frozen=True)
class Page:
    """A role's page: its title, what stands before the first section, the sections."""

    slug: str
    title: str
    lead: str
    sections: tuple[Section, ...]

    def section(self, name: str) -> Section | None:
        return next((one for one in self.sections if one.name == name), None)


def language() -> str:
    """The reader's, where there is a guide in it."""
    chosen = get_language() or LANGUAGES[0]
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def page(slug: str, chosen: str = "") -> Page:
    """A page in the reader's language; KeyError for an unknown one."""
    if slug not in SLUGS:
        raise KeyError(slug)
    return _read(slug, chosen or language())


def pages() -> list[Page]:
    return [page(slug) for slug in SLUGS]


@cache
def _read(slug: str, chosen: str) -> Page:
    return parse(slug, path_of(slug, chosen).read_text("utf-8"))


def parse(slug: str, text: str) -> Page:
    """A title, what stands before the first section, the sections."""
    title, _gap, rest = text.partition("\n")
    heads = list(HEADING.finditer(rest))
    ends = [head.start() for head in heads[1:]] + [len(rest)]
    sections = tuple(
        Section(slug, head["name"], head["title"], rest[head.end() : end].strip())
        for head, end in zip(heads, ends, strict=True)
    )
    lead = rest[: heads[0].start()] if heads else rest
    return Page(slug, title.removeprefix("# ").strip(), lead.strip(), sections)


def path_of(slug: str, chosen: str) -> Path:
    return Path(settings.GUIDE_DIR) / chosen / f"{slug}.md"


def find(words: str) -> list[Section]:
    """Sections in which every word occurs, those with it in the heading first."""
    wanted = words.casefold().split()
    if not wanted:
        return []
    sections = [section for one in pages() for section in one.sections]
    found = [
        section
        for section in sections
        if all(word in f"{section.title} {section.text}".casefold() for word in wanted)
    ]
    found.sort(key=lambda one: not all(w in one.title.casefold() for w in wanted))
    return found[:FOUND]
