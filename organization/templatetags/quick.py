"""Tags that every page has by the hundred, doing once what is the same each time.

They write what Django's own write: a text in the language of the page, an address, an
icon. A template says nothing of it: `{% translate %}` and `{% url %}` stay as they are.
"""

from __future__ import annotations

from typing import Any

from django.template import Library
from django.template.base import FilterExpression, Node, Parser, Token, Variable
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as plain_url
from django.templatetags import i18n
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape
from django.utils.translation import get_language

from organization.addresses import address

register = Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


class Constant(Node):
    """A text of the template itself, looked up once in each language."""

    child_nodelists = ()

    def __init__(self, found: i18n.TranslateNode) -> None:
        self.found = found
        self.asvar: str | None = found.asvar
        self.texts: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        text = self.texts.get(language)
        if text is None:
            text = self.texts[language] = self._looked_up(context)
        if self.asvar:
            context[self.asvar] = text
            return ""
        return text

    def _looked_up(self, context: Context) -> str:
        text: str = self.found.render(context)
        return context[self.asvar] if self.asvar else text


class Address(Node):
    """The address of a named page, by the numbers or codes in it."""

    child_nodelists = ()

    def __init__(self, found: URLNode, name: str) -> None:
        self.name = name
        self.args = found.args
        self.asvar: str | None = found.asvar

    def render(self, context: Context) -> str:
        args = [arg.resolve(context) for arg in self.args]
        if self.asvar:
            context[self.asvar] = self._or_none(args)
            return ""
        url = address(self.name, *args)
        return conditional_escape(url) if context.autoescape else url

    def _or_none(self, args: list[Any]) -> str:
        """What is kept under a name may be empty: the template asks whether it is."""
        try:
            return address(self.name, *args)
        except NoReverseMatch:
            return ""


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Node:
    """Django's, and where nothing of it depends on the page the quick one."""
    found = i18n.do_translate(parser, token)
    said = (found.filter_expression, found.message_context)
    fixed = not found.noop and all(one is None or _fixed(one) for one in said)
    return Constant(found) if fixed else found


@register.tag("url")
def url(parser: Parser, token: Token) -> Node:
    """Django's, and the quick one for a page that the template names."""
    found = plain_url(parser, token)
    name = found.view_name.var
    if found.kwargs or not isinstance(name, str):
        return found
    return Address(found, name)


def _fixed(said: FilterExpression) -> bool:
    """A text between quotation marks, without a filter."""
    text: Any = said.var
    if isinstance(text, Variable):
        text = text.literal
    return isinstance(text, str) and not said.filters
