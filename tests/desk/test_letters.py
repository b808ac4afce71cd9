"""How letters read, and that no kind is lost unheard."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from desk import letters
from desk.letters import Kind, letter, register, said
from desk.models import InboxItem
from desk.services import deliver

NAMES = {"1": "柳堰派出所", "a": "治安"}


def item(kind: str, **facts: object) -> InboxItem:
    return InboxItem(matter="directive:1", kind=kind, facts=facts)


def test_facts_become_words() -> None:
    facts = {"station": "1", "due": "2026-06-13T00:00:00+08:00", "gap_units": 60_100}
    facts["first"] = "2026-12-07"
    with override("zh-hans"):
        values = said(facts | {"departments": ["a", "b"]}, NAMES)
    assert values["station"] == "柳堰派出所"
    assert values["departments"] == "治安、b"
    assert "12月7日（周一）" in values["first"]
    assert "6月12日" in values["due"], "a due at midnight is the day before"
    assert values["gap_hours"] == "1.1", "what is missing is rounded up"
    assert values["task"] == "预留警力" and values["nothing"] == ""


def test_every_kind_reads_without_any_facts() -> None:
    """A fact that is missing, or of an older version, is no broken page."""
    for kind in letters.kinds():
        for language in ("zh-hans", "en"):
            with override(language):
                assert letter(item(kind.name), {}).text.strip(), kind.name
                assert str(kind.label), kind.name


def test_a_kind_nobody_registered_is_refused() -> None:
    with pytest.raises(KeyError):
        deliver([item("directive_mislaid")])


def test_a_stored_kind_of_another_version_still_reads() -> None:
    assert letter(item("directive_forgotten", reason="撤并"), {}).reason == "撤并"


def test_a_kind_belongs_to_a_matter_with_a_name() -> None:
    with pytest.raises(ValueError, match="nowhere_new"):
        register(Kind("nowhere_new", "", ""))
