"""The sheets there are, and which of them make up a kind of file."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organization.models import Level
from personnel.exchange.columns import Field, Kind
from personnel.models import Leave, Officer, Posting


class FileKind(TextChoices):
    """What a file may be about."""

    OFFICERS = "officers", _("Officers")
    POSTS = "posts", _("Posts")
    POSTINGS = "postings", _("Postings")
    LEAVE = "leave", _("Leave")
    FORCE = "force", _("Whole force")


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name and its columns in order."""

    name: str
    title: str | Promise
    fields: tuple[Field, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Columns that together name a line."""
        return tuple(field.name for field in self.fields if field.key)

    @property
    def compared(self) -> tuple[Field, ...]:
        """Columns whose difference is a change."""
        return tuple(one for one in self.fields if not (one.key or one.checked))

    def field(self, name: str) -> Field:
        return next(one for one in self.fields if one.name == name)


C, T, D, N, F, S = Kind.CODE, Kind.TEXT, Kind.DAY, Kind.NUMBER, Kind.FLAG, Kind.CHOICE
TWELVE = _("12 digits, as text")
LAST = _("the last day itself; empty: open")
MASKED = _("masked: stays as it is")
NAMED = _("for reading; it must fit the number")
CATEGORIES = dict(Officer.Category.choices)

_UNIT = (
    Field("code", _("unit code"), C, required=True, key=True, width=16, hint=TWELVE),
    Field("name", _("unit name"), T, required=True, width=26),
)
_NAMES = (
    Field("short_name", _("short name"), T, most=40),
    Field("name_en", _("English name"), T, most=120, width=24),
)
_END = (
    Field("closed_on", _("closed from"), D, hint=_("first day without the unit")),
    Field(
        "merged_into", _("merged into"), C, width=16, hint=_("code of the successor")
    ),
)
_BUREAU = Field("bureau", _("bureau code"), C, required=True, width=16, hint=TWELVE)
_NUMBER = Field(
    *("number", _("police number"), C),
    required=True,
    key=True,
    hint=_("as text: noughts in front count"),
)
_NAME = Field("name", _("full name"), T, checked=True, most=60, hint=NAMED)
_IN_UNIT = Field("unit", _("unit code"), C, required=True, width=16, hint=TWELVE)
_UNIT_NAME = Field("unit_name", _("unit name"), T, checked=True, width=24, hint=NAMED)
_FIRST = Field("first", _("first day"), D, required=True, key=True)
_LAST = Field("last", _("last day"), D, hint=LAST)

BUREAUS = Sheet(
    "bureaus",
    _("Bureaus"),
    (
        *_UNIT,
        Field("level", _("level"), S, required=True, choices=dict(Level.choices)),
        Field("parent", _("code of the bureau above"), C, width=18),
        *_NAMES,
        *_END,
    ),
)
DEPARTMENTS = Sheet(
    "departments",
    _("Departments"),
    (
        *_UNIT,
        _BUREAU,
        Field("speciality", _("speciality"), T, required=True, most=20),
        *_NAMES,
        Field("is_coordination_office", _("coordination office"), F),
        Field("external", _("outside the police"), F),
        *_END,
    ),
)
STATIONS = Sheet(
    "stations",
    _("Stations"),
    (*_UNIT, _BUREAU, *_NAMES, Field("rural", _("rural"), F), *_END),
)
POSTS = Sheet(
    "posts",
    _("Posts"),
    (
        Field(
            "unit", _("unit code"), C, required=True, key=True, width=16, hint=TWELVE
        ),
        _UNIT_NAME,
        Field("kind", _("post"), T, required=True, key=True, most=40),
        Field(
            *("category", _("category"), S),
            key=True,
            choices=CATEGORIES,
            default=Officer.Category.POLICE.value,
        ),
        _FIRST,
        _LAST,
        Field("approved", _("approved"), N, required=True),
        Field("rank_from", _("rank from"), T, most=20),
        Field("rank_to", _("rank to"), T, most=20),
        Field("leading", _("leading post"), F),
        Field("nights", _("with night duty"), F),
        Field("weight", _("weight"), N, default=1, hint=_("1 to 5; empty: 1")),
        Field(
            *("required", _("required qualifications"), T),
            most=200,
            width=24,
            hint=_("codes or names, apart by ;"),
        ),
        Field(
            *("desired", _("desired, with points"), T),
            most=200,
            width=24,
            hint=_("such as drone 20; records 10"),
        ),
    ),
)
OFFICERS = Sheet(
    "officers",
    _("Officers"),
    (
        _NUMBER,
        Field("name", _("full name"), T, required=True, most=60),
        Field(
            *("category", _("category"), S),
            choices=CATEGORIES,
            default=Officer.Category.POLICE.value,
        ),
        Field("rank", _("rank"), T, most=20),
        Field(
            *("qualifications", _("qualifications and skills"), T),
            most=2000,
            width=40,
            hint=_("such as law-1 2024-07-01~2027-06-30; drone 2025-03-01~"),
        ),
        Field("phone", _("telephone"), C, private=True, hint=MASKED),
        Field("address", _("address"), T, private=True, most=120, width=24),
        Field("kin_name", _("whom to call"), T, private=True, most=60),
        Field("kin_phone", _("that person's telephone"), C, private=True),
    ),
)
CONTACT = ("phone", "address", "kin_name", "kin_phone")
RESIDENTS = Sheet(
    "residents",
    _("Residents"),
    (
        Field(
            "unit", _("unit code"), C, required=True, key=True, width=16, hint=TWELVE
        ),
        _UNIT_NAME,
        Field("year", _("year"), N, required=True, key=True),
        Field("residents", _("number of residents"), N, required=True),
    ),
)
POSTINGS = Sheet(
    "postings",
    _("Postings"),
    (
        _NUMBER,
        _NAME,
        _IN_UNIT,
        _UNIT_NAME,
        Field(
            *("kind", _("kind of posting"), S),
            choices=dict(Posting.Kind.choices),
            default=Posting.Kind.PERMANENT.value,
        ),
        Field("post", _("post"), T, most=40, hint=_("what the posting is called")),
        Field(
            *("established", _("post of the establishment"), T),
            most=40,
            width=18,
            hint=_("a post the unit has on the first day"),
        ),
        _FIRST,
        _LAST,
    ),
)
LEAVE = Sheet(
    "leave",
    _("Leave"),
    (
        _NUMBER,
        _NAME,
        Field(
            *("kind", _("kind of leave"), S),
            required=True,
            choices=dict(Leave.Kind.choices),
        ),
        _FIRST,
        Field("last", _("last day"), D, required=True, hint=_("the last day itself")),
    ),
)
KINDS: dict[str, tuple[Sheet, ...]] = {
    FileKind.OFFICERS: (OFFICERS,),
    FileKind.POSTS: (POSTS,),
    FileKind.POSTINGS: (POSTINGS,),
    FileKind.LEAVE: (LEAVE,),
    FileKind.FORCE: (
        BUREAUS,
        DEPARTMENTS,
        STATIONS,
        POSTS,
        OFFICERS,
        POSTINGS,
        RESIDENTS,
    ),
}
SHEETS = {sheet.name: sheet for sheet in (*KINDS[FileKind.FORCE], LEAVE)}
