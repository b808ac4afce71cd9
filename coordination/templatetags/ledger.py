"""The rows of a ledger's list."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from coordination.ledger.row_acts import Acts
from coordination.ledger.row_markup import Rows

register = template.Library()


@register.simple_tag(takes_context=True)
def task_rows(context: Context) -> SafeString:
    """What views/ledger_page.py says of the page's rows, as `<tr>`."""
    acts = None
    if context["may_act"]:
        token = format_html(
            '<input type="hidden" name="csrfmiddlewaretoken" value="{}">',
            context["csrf_token"],
        )
        acts = Acts(bool(context["may_object"]), context["movable"], token)
    shared = Rows(
        columns=context["seen"].columns,
        acts=acts,
        lit=context["lit"],
        ticked=bool(context["bulk"]),
        costs=context["reading"].costs,
        problems=context["problems"],
    )
    return shared.written(context["rows"])
