"""What a page says in markup, as a cell says it; and a filter in words."""

from __future__ import annotations

from collections.abc import Container, Iterable
from html import unescape
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.translation import gettext as _


def told(template: str, **context: Any) -> str:
    """A template of the page, without its markup."""
    return unescape(strip_tags(render_to_string(template, context))).strip()


def yes(true: object) -> str:
    """«yes», or nothing."""
    return _("yes") if true else ""


def chosen(form: forms.Form, *, but: Container[str] = ()) -> list[str]:
    """What a form of filters narrows by, `but` for fields that are told otherwise."""
    found = []
    for bound in form:
        value = bound.value()
        if not value or bound.is_hidden or bound.name in but:
            continue
        choices = getattr(bound.field, "choices", ())
        named = {str(key): str(label) for key, label in choices}
        said = named.get(str(value), str(value))
        found.append(_("%(what)s: %(value)s") % {"what": bound.label, "value": said})
    return found


def chip(shown: str, chips: Iterable[tuple[Any, ...]]) -> list[str]:
    """The label of the chip that is chosen."""
    return [str(one[1]) for one in chips if one[0] == shown]
