"""What bureaus, departments and stations of a file must be."""

from __future__ import annotations

from django.utils.translation import gettext as _

from organization.models import Level
from organization.services.units import CODE, ORDER
from personnel.exchange.columns import listed
from personnel.exchange.entries import Entry
from personnel.exchange.ground import Ground
from personnel.exchange.there import Unit
from personnel.naming import plain_name

STATIONED = (Level.COUNTY, Level.CITY)
OFFICE = "is_coordination_office"
KEEPS_ITS_PLACE = ("bureau", "parent", "level")


def check_unit(entry: Entry, ground: Ground) -> None:
    """A line of one of the three sheets."""
    values, name = entry.values, entry.sheet.name
    if entry.kept is None:
        _check_code(entry, ground)
        _check_place(entry, ground)
        _check_name(entry, ground)
    else:
        for column in KEEPS_ITS_PLACE:
            if column in entry.changes:
                text = _("A unit keeps its place. Close it and name its successor.")
                entry.refuse(column, text)
    if name == "departments" and values["external"] and values[OFFICE]:
        text = _("The coordination office belongs to the bureau.")
        entry.refuse("external", text)
    _check_end(entry, ground)


def _check_code(entry: Entry, ground: Ground) -> None:
    code = entry.values["code"]
    known = ground.units.get(code)
    if not CODE.fullmatch(code):
        entry.refuse("code", _("A unit code has 12 digits."))
    elif known is not None and known.sheet != entry.sheet.name:
        entry.refuse("code", _("This code is taken."))


def _check_place(entry: Entry, ground: Ground) -> None:
    """A new unit stands under a bureau that may have it."""
    column = "parent" if entry.sheet.name == "bureaus" else "bureau"
    code = entry.values[column]
    if not code:
        if ground.reach.paths is not None:
            entry.refuse(column, _("This must be filled in."))
        return
    above = ground.units.get(code)
    if above is None or above.sheet != "bureaus":
        entry.refuse(column, ground.nearest.unit(code))
    elif not above.mine:
        entry.refuse(column, _("You do not look after this bureau."))
    else:
        _check_level(entry, column, above)


def _check_level(entry: Entry, column: str, above: Unit) -> None:
    if entry.sheet.name == "bureaus":
        own, higher = Level(entry.values["level"]), Level(above.level)
        if ORDER.index(own) <= ORDER.index(higher):
            entry.refuse("level", _("The bureau above must be of a higher level."))
    elif entry.sheet.name == "stations" and above.level not in STATIONED:
        text = _("Stations stand under a county or a city bureau.")
        entry.refuse(column, text)


def _check_name(entry: Entry, ground: Ground) -> None:
    """Two units of one bureau are told apart by more than a blank."""
    values = entry.values
    others = ground.named(entry.sheet.name, values.get("bureau", ""))
    same = [
        code for code, name in others if plain_name(name) == plain_name(values["name"])
    ]
    other = next((code for code in same if code != values["code"]), None)
    if values.get("bureau") and other is not None:
        text = _("%(code)s has the same name; blanks do not tell units apart.")
        entry.refuse("name", text % {"code": other})


def _check_end(entry: Entry, ground: Ground) -> None:
    on, into = entry.values["closed_on"], entry.values["merged_into"]
    if not {"closed_on", "merged_into"} & set(entry.changes) and entry.kept:
        return
    if on is None:
        if entry.kept and entry.kept.values["closed_on"]:
            text = _("A closed unit is not opened again; found another one.")
            entry.refuse("closed_on", text)
        elif into:
            entry.refuse("closed_on", _("Say from which day on it is closed."))
        return
    if into:
        _check_successor(entry, ground)
    left = ground.left_behind(entry.values["code"], on)
    if left:
        names = listed(left[:3])
        text = _("%(n)s are still posted here then: %(names)s.")
        entry.refuse("closed_on", text % {"n": len(left), "names": names})
    for each in ground.still_open(entry.values["code"]):
        if each.goes:
            entry.beside.append((str(each.label), each.some, str(each.goes)))
        else:
            text = _("%(what)s. End, settle or move this first.")
            entry.refuse("closed_on", text % {"what": each.words})


def _check_successor(entry: Entry, ground: Ground) -> None:
    code, into = entry.values["code"], entry.values["merged_into"]
    on, found = entry.values["closed_on"], ground.units.get(into)
    if found is None:
        entry.refuse("merged_into", ground.nearest.unit(into))
    elif found.sheet != entry.sheet.name or into == code:
        text = _("Only another unit of the same kind succeeds.")
        entry.refuse("merged_into", text)
    elif found.closed_on is not None and found.closed_on <= on:
        entry.refuse("merged_into", _("The successor is closed by then."))
