"""Help beside a word: a small mark that opens a passage of the guide."""

from __future__ import annotations

from django import template
from django.urls import reverse

register = template.Library()


@register.inclusion_tag("components/help.html")
def help_on(page: str, part: str) -> dict[str, str]:
    """`page` and `part` are a page of the guide and a section of it."""
    return {"url": f"{reverse('desk:guide_page', args=[page])}?part={part}"}
