"""A form as people write it down, line by line: on a page or in a workbook.

A line is one field: a mapping of texts by the names in `LINE`. Choices and the parts
of a sum are apart by “；”, columns are written 名称；检查日期（日期）；人数（整数）.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from organization.services.problems import Problems
from personnel.exchange.columns import in_all_languages
from tasking.asking import fields as of
from tasking.asking.fields import BOUNDED, COUNTED, IN_TABLES, Column, Field, Kind
from tasking.asking.values import LARGEST, PLAIN, day

LINE = (
    *("key", "label", "kind", "required", "steady", "unit", "decimals", "least"),
    *("most", "options", "columns", "sum_of", "not_more_than", "not_before"),
    *("help", "item"),
)
Line = Mapping[str, str]
APART = re.compile(r"[；;\n]+")
IN_BRACKETS = re.compile(r"(.+?)[（(]([^（()）]+)[）)]", re.DOTALL)
KIND_WORDS = {
    Kind.WHOLE: ("整数",),
    Kind.NUMBER: ("数字", "小数", "数值"),
    Kind.TEXT: ("文字", "文本"),
    Kind.DATE: ("日期",),
    Kind.CHOICE: ("选项", "单选"),
    Kind.YESNO: ("是否", "是/否"),
    Kind.TABLE: ("表格", "清单", "明细"),
}
YES = ("1", "on", "yes", "y", "true", "是", "√", "必填")


@dataclass(frozen=True)
class Numbered:
    """A line and the number people know it by."""

    number: int
    line: Line


def read_fields(
    lines: Sequence[Numbered], *, known: Sequence[Field], first: int
) -> tuple[Field, ...]:
    """The form; ValidationError by `rows[number].name`.

    `known` are the fields of the form's last version: who names one of them again, by
    its key or its label, and asks for the same kind keeps its key. A new field gets the
    next key from `first` on.
    """
    problems = Problems()
    keys = _Keys(known, first)
    made = []
    for each in lines:
        problems.prefix = f"rows[{each.number}]."
        made.append(_field(each.line, keys, problems))
    problems.prefix = ""
    if not lines:
        problems.add("state", _("A form asks for something: name at least one field."))
    elif len(lines) > of.MOST_FIELDS:
        told = _("At most %(n)s fields.") % {"n": of.MOST_FIELDS}
        problems.add("state", told)
    _names_once(lines, made, problems)
    fields = tuple(_linked(lines, made, problems))
    problems.raise_if_any()
    return fields


class _Keys:
    """A key per field: the one it had, or the next."""

    def __init__(self, known: Sequence[Field], first: int) -> None:
        self.kinds = {field.key: field.kind for field in known}
        self.labels = {of.same_words(field.label): field.key for field in known}
        self.next, self.taken = first, set[str]()

    def of(self, line: Line, label: str, kind: str) -> str:
        for key in (line.get("key", ""), self.labels.get(of.same_words(label), "")):
            had = self.kinds.get(key)
            same = had == kind or {had, kind} <= COUNTED
            if had is not None and same and key not in self.taken:
                self.taken.add(key)
                return key
        self.next += 1
        return f"f{self.next - 1}"


def _field(line: Line, keys: _Keys, problems: Problems) -> Field:
    label = problems.require("label", _got(line, "label"))
    _short(label, of.LONGEST_LABEL, "label", problems)
    if APART.search(label):
        problems.add("label", _("Without “；”: it keeps fields apart in a sum."))
    kind = kind_of(_got(line, "kind"))
    if kind is None:
        problems.add("kind", _("Choose one of the kinds."))
    for name, most in (
        *(("help", of.LONGEST_HELP), ("unit", of.LONGEST_UNIT)),
        *(("item", of.LONGEST_ITEM),),
    ):
        _short(_got(line, name), most, name, problems)
    found = Field(
        key=keys.of(line, label, kind or Kind.TEXT),
        kind=kind or Kind.TEXT,
        label=label,
        help=_got(line, "help"),
        item=_got(line, "item"),
        required=_got(line, "required").casefold() in YES,
        steady=_got(line, "steady").casefold() in YES,
        unit=_got(line, "unit") if kind in COUNTED else "",
    )
    return _of_its_kind(found, line, problems)


def _of_its_kind(field: Field, line: Line, problems: Problems) -> Field:
    """What only some kinds have; elsewhere it is left out."""
    more: dict[str, Any] = {}
    if field.kind == Kind.NUMBER:
        more["decimals"] = _decimals(line, problems)
    if field.kind in BOUNDED:
        more |= {n: _bound(field.kind, line, n, problems) for n in ("least", "most")}
    if field.kind == Kind.CHOICE:
        more["options"] = _options(line, problems)
    if field.kind == Kind.TABLE:
        more["columns"] = _columns(line, problems)
    made = replace(field, **more)
    if not problems.found:
        least, most = made.bounds if made.kind in BOUNDED else (None, None)
        if least is not None and most is not None and least > most:
            problems.add("most", _("This is less than the least."))
    return made


def kind_of(text: str) -> str | None:
    """The kind by its name, or by what people call it."""
    written = unicodedata.normalize("NFKC", text).strip().casefold()
    for kind in Kind:
        named = (each.casefold() for each in in_all_languages(kind.label))
        if written in {kind.value, *named, *KIND_WORDS[kind]}:
            return kind
    return None


def _decimals(line: Line, problems: Problems) -> int:
    text = unicodedata.normalize("NFKC", _got(line, "decimals")) or "2"
    if len(text) == 1 and text.isdecimal() and 1 <= int(text) <= of.MOST_DECIMALS:
        return int(text)
    problems.add("decimals", _("From 1 to %(n)s.") % {"n": of.MOST_DECIMALS})
    return of.MOST_DECIMALS


def _bound(kind: str, line: Line, name: str, problems: Problems) -> str:
    text = unicodedata.normalize("NFKC", _got(line, name)).replace(",", "")
    if not text:
        return ""
    try:
        if kind == Kind.DATE:
            return day(text)
    except ValidationError as error:
        problems.add(name, " ".join(error.messages))
        return ""
    # Plain digits: 1e-999999999 is finite, and a gigabyte when it is written out.
    if PLAIN.fullmatch(text) and abs(Decimal(text)) < LARGEST:
        return f"{Decimal(text):f}"
    problems.add(name, _("Write a number, for instance 12.5."))
    return ""


def _options(line: Line, problems: Problems) -> tuple[str, ...]:
    text = _got(line, "options")
    found = parts(text)
    if len(found) < 2:
        found = [each.strip() for each in re.split("[、，,]+", text) if each.strip()]
    if len(found) < 2:
        problems.add("options", _("Name at least two, apart by “；”."))
    if len(found) > of.MOST_OPTIONS or max(map(len, found), default=0) > 40:
        told = _("At most %(n)s, each of at most 40 characters.")
        problems.add("options", told % {"n": of.MOST_OPTIONS})
    if len({of.same_words(each) for each in found}) < len(found):
        problems.add("options", _("One of them stands there twice."))
    return tuple(found)


def _columns(line: Line, problems: Problems) -> tuple[Column, ...]:
    found = []
    for part in parts(_got(line, "columns")):
        match = IN_BRACKETS.fullmatch(part)
        name, written = match.groups() if match else (part, Kind.TEXT)
        kind = kind_of(written)
        if kind not in IN_TABLES:
            told = _("“%(part)s”: a column is text, a number, a date, or yes or no.")
            problems.add("columns", told % {"part": part[:40]})
        found.append(Column(name.strip(), kind or Kind.TEXT))
    if not 1 <= len(found) <= of.MOST_COLUMNS:
        told = _("Name 1 to %(n)s columns, apart by “；”.") % {"n": of.MOST_COLUMNS}
        problems.add("columns", told)
    if max((len(each.label) for each in found), default=0) > 40:
        problems.add("columns", _("At most %(n)s characters.") % {"n": 40})
    if len({of.same_words(each.label) for each in found}) < len(found):
        problems.add("columns", _("One of them stands there twice."))
    return tuple(found)


def _names_once(
    lines: Sequence[Numbered], made: Sequence[Field], problems: Problems
) -> None:
    seen: set[str] = set()
    for each, field in zip(lines, made, strict=True):
        name = of.same_words(field.label)
        if name and name in seen:
            told = _("Another field is called the same.")
            problems.add(f"rows[{each.number}].label", told)
        seen.add(name)


def _linked(
    lines: Sequence[Numbered], made: Sequence[Field], problems: Problems
) -> Iterator[Field]:
    """The fields with the checks between them, which name others by their labels."""
    by_label = of.by_label(made)
    for each, field in zip(lines, made, strict=True):
        problems.prefix = f"rows[{each.number}]."
        links: dict[str, Any] = {}
        for name, kinds in (("not_more_than", COUNTED), ("not_before", {Kind.DATE})):
            others = _others(each.line, name, field, kinds, by_label, problems)
            links[name] = others[0].key if others else ""
            if len(others) > 1:
                problems.add(name, _("Name one field."))
        parts_of = _others(each.line, "sum_of", field, COUNTED, by_label, problems)
        links["sum_of"] = tuple(one.key for one in parts_of)
        yield replace(field, **links)
    problems.prefix = ""


def _others(
    line: Line,
    name: str,
    field: Field,
    kinds: Any,
    by_label: Mapping[str, Field],
    problems: Problems,
) -> list[Field]:
    found: list[Field] = []
    written = parts(_got(line, name))
    if written and field.kind not in kinds:
        problems.add(name, _("A field of this kind is not compared so."))
        return []
    for part in written:
        other = by_label.get(of.same_words(part))
        if other is None or other.key == field.key:
            told = _("“%(name)s” is no other field of this form.")
            problems.add(name, told % {"name": part[:60]})
        elif other.kind not in kinds:
            told = _("“%(name)s” is of another kind.") % {"name": other.label}
            problems.add(name, told)
        else:
            found.append(other)
    return found


def parts(text: str) -> list[str]:
    """What is apart by “；” or stands in lines of its own."""
    return [each.strip() for each in APART.split(text) if each.strip()]


def _got(line: Line, name: str) -> str:
    return line.get(name, "").replace("\0", "").strip()


def _short(text: str, most: int, name: str, problems: Problems) -> None:
    if len(text) > most:
        problems.add(name, _("At most %(n)s characters.") % {"n": most})


def written(fields: Sequence[Field]) -> list[dict[str, str]]:
    """The form as lines again."""
    labels = {field.key: field.label for field in fields}
    return [
        {
            "key": field.key,
            "label": field.label,
            "kind": field.kind,
            "required": "1" if field.required else "",
            "steady": "1" if field.steady else "",
            "unit": field.unit,
            "decimals": str(field.decimals or ""),
            "least": field.least,
            "most": field.most,
            "options": "；".join(field.options),
            "columns": "；".join(map(_column, field.columns)),
            "sum_of": "；".join(labels[key] for key in field.sum_of),
            "not_more_than": labels.get(field.not_more_than, ""),
            "not_before": labels.get(field.not_before, ""),
            "help": field.help,
            "item": field.item,
        }
        for field in fields
    ]


def _column(column: Column) -> str:
    if column.kind == Kind.TEXT:
        return column.label
    return f"{column.label}（{Kind(column.kind).label}）"
