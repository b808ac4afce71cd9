"""The tags of every page write what Django's own write."""

from __future__ import annotations

import pytest
from django.template import Context, Engine
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, override

from organization.addresses import address

QUICK = {"i18n": "organization.templatetags.quick"}
PLAIN = {"i18n": "django.templatetags.i18n"}
SOURCES = [
    '{% load i18n %}{% translate "Overdue" %}',
    '{% load i18n %}{% translate "Tick" context "rows" %}',
    '{% load i18n %}{% translate "Overdue" as late %}<b title="{{ late }}">',
    '{% load i18n %}{% translate "Overdue"|upper %}',
    "{% load i18n %}{% translate word %}",
    '{% load i18n %}{% translate "a < b & 100%" %}',
    "{% load i18n %}{% blocktranslate %}{{ pk }} h left{% endblocktranslate %}",
    "{% url 'coordination:assignment' pk %}",
    "{% url 'coordination:workload' code %}",
    "{% url 'coordination:assignment' pk as to %}{{ to }}{{ to }}",
    "{% url 'coordination:assignment' word as to %}[{{ to }}]",
    "{% url name pk %}",
]
HELD = {
    "pk": 37,
    "word": "<Overdue>",
    "code": "990102510100",
    "name": "coordination:assignment",
}


@pytest.mark.parametrize("source", SOURCES)
def test_a_page_reads_the_same_in_both_languages_again_and_again(source: str) -> None:
    builtins = ["organization.templatetags.quick"]
    quick = Engine(libraries=QUICK, builtins=builtins).from_string(source)
    plain = Engine(libraries=PLAIN).from_string(source)
    for language in ("zh-hans", "en", "zh-hans", "en"):
        with override(language):
            assert quick.render(Context(HELD)) == plain.render(Context(HELD))


def test_a_text_is_that_of_the_language_the_page_is_read_in() -> None:
    source = '{% load i18n %}{% translate "Overdue" %}'
    page = Engine(libraries=QUICK).from_string(source)
    said = set()
    for language in ("zh-hans", "en"):
        with override(language):
            assert page.render(Context()) == gettext("Overdue")
            said.add(page.render(Context()))
    assert len(said) == 2


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("coordination:assignment", (37,)),
        ("coordination:assignment", (9_000_000_000,)),
        ("coordination:workload", ("990102510100",)),
        ("coordination:calendars", ()),
        ("desk:undoable", ()),
    ],
)
def test_an_address_is_what_reverse_gives(name: str, args: tuple[object, ...]) -> None:
    for _again in range(2):
        assert address(name, *args) == reverse(name, args=args)


@pytest.mark.parametrize("args", [(-1,), ("x/y",), (None,), (1, 2, 3, 4)])
def test_what_no_route_takes_is_refused(args: tuple[object, ...]) -> None:
    with pytest.raises(NoReverseMatch):
        address("coordination:assignment", *args)


def test_a_page_that_does_not_exist_is_refused() -> None:
    page = Engine(builtins=["organization.templatetags.quick"]).from_string(
        "{% url 'coordination:nowhere' %}"
    )
    with pytest.raises(NoReverseMatch):
        page.render(Context())
