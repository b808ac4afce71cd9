"""What posts, postings, leave and residents of a file must be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from organization.services.problems import Problems
from personnel.exchange.abilities import points_text, terms_in
from personnel.exchange.columns import listed
from personnel.exchange.entries import Entry
from personnel.exchange.ground import Ground, Stay
from personnel.exchange.there import Person, Unit
from personnel.naming import plain_name
from personnel.services.leave import APPROVED
from personnel.services.posts import check_terms
from personnel.services.residents import check_count

Written = Callable[[Ground, str], str]


def check_post(entry: Entry, ground: Ground) -> None:
    unit = unit_of(entry, ground)
    _days(entry)
    if not entry.asks:
        return
    for column, written in (("required", _codes), ("desired", _points)):
        understand(entry, ground, column, written)
    if not entry.wrong:
        terms = terms_in(entry.values)
        told_by(entry, lambda problems: check_terms(terms, problems))
    if unit and unit.closed_on and unit.closed_on <= entry.values["first"]:
        entry.refuse("first", _("This unit is closed."))


def understand(entry: Entry, ground: Ground, column: str, written: Written) -> None:
    """Names of abilities become codes, in one order."""
    try:
        entry.values[column] = written(ground, entry.values[column])
    except ValidationError as error:
        entry.refuse(column, " ".join(error.messages))


def _codes(ground: Ground, text: str) -> str:
    return "; ".join(ground.abilities.codes(text))


def _points(ground: Ground, text: str) -> str:
    return points_text(ground.abilities.points(text))


def check_posting(entry: Entry, ground: Ground) -> None:
    person, unit = _person(entry, ground), unit_of(entry, ground)
    sound = _days(entry)
    if not entry.asks or person is None or unit is None or not sound:
        return
    values = entry.values
    last, closed = values["last"], unit.closed_on
    if closed and (last is None or last >= closed):
        text = _("This unit is closed from %(day)s on.")
        entry.refuse("unit", text % {"day": closed})
    moved = entry.kept is None or {"unit", "established"} & set(entry.changes)
    if values["established"] and moved:
        _check_established(entry, ground)
    _check_alone(entry, ground, _("The officer is posted elsewhere in this period."))
    if not entry.wrong and (moved or _lasts_longer(entry)):
        for column, words in ground.bars.of_posting(entry):
            entry.refuse(column, words)


def _lasts_longer(entry: Entry) -> bool:
    before, after = entry.changes.get("last", (None, None))
    return before is not None and (after is None or after > before)


def check_leave(entry: Entry, ground: Ground) -> None:
    person = _person(entry, ground)
    if _days(entry) and entry.asks and person is not None:
        _check_alone(entry, ground, _("The officer is already away in this period."))
        if entry.kept and ground.was_approved(entry.kept.row):
            entry.refuse("first", APPROVED)
        for column, words in ground.bars.of_leave(entry):
            entry.refuse(column, words)


def _check_established(entry: Entry, ground: Ground) -> None:
    """The unit has such a post on the posting's first day."""
    values = entry.values
    if ground.post_of(values) is not None:
        return
    there = {plain_name(post["kind"]) for post in ground.posts_of(values["unit"])}
    told = {"post": values["established"], "day": values["first"]}
    if plain_name(values["established"]) in there:
        text = _("The unit has no post “%(post)s” on %(day)s.")
    else:
        told["known"] = listed(sorted(there)[:6]) or _("none")
        text = _("The unit has no post “%(post)s”; it has: %(known)s.")
    entry.refuse("established", text % told)


def _check_alone(entry: Entry, ground: Ground, words: str) -> None:
    """No two periods of one officer meet; each of two lines names the other."""
    own = Stay(entry.values["first"], entry.values["last"], True)
    for other in ground.stays(entry.sheet.name, entry.values["number"]):
        if other.entry is entry or not own.meets(other):
            continue
        if other.entry is not None:
            where = _("row %(row)s") % {"row": other.entry.number}
        elif other.mine:
            where = period(other)
        else:
            where = ""
        see = _(" See %(where)s.") % {"where": where} if where else ""
        entry.refuse("first", f"{words}{see}")
        return


def period(stay: Stay) -> str:
    """The days of a posting or leave that is there."""
    unit = f"{stay.unit} " if stay.unit else ""
    return f"{unit}{stay.first}–{stay.last or ''}"


def check_residents(entry: Entry, ground: Ground) -> None:
    unit, values = unit_of(entry, ground), entry.values
    if unit is not None and unit.sheet != "stations":
        entry.refuse("unit", _("Residents are counted by station."))
    if entry.asks:
        figure = values["year"], values["residents"], ground.today
        told_by(entry, lambda p: check_count(*figure, p), {"number": "residents"})


def _days(entry: Entry) -> bool:
    """The last day is none before the first."""
    first, last = entry.values["first"], entry.values["last"]
    if last is not None and last < first:
        entry.refuse("last", _("The period ends before it begins."))
        return False
    return True


def unit_of(entry: Entry, ground: Ground) -> Unit | None:
    """The station or department a line names."""
    code, name = entry.values["unit"], entry.values["unit_name"]
    unit = ground.units.get(code)
    if unit is None:
        entry.refuse("unit", ground.nearest.unit(code))
        return None
    if unit.sheet == "bureaus":
        entry.refuse("unit", _("Name a station or a department, not a bureau."))
        return None
    if not unit.mine:
        entry.refuse("unit", _("You do not look after this unit."))
        return None
    if "unit_name" not in entry.given:
        entry.values["unit_name"] = unit.name
    elif name and plain_name(name) != plain_name(unit.name):
        text = _("%(code)s is %(name)s.")
        entry.refuse("unit_name", text % {"code": code, "name": unit.name})
    return unit


def _person(entry: Entry, ground: Ground) -> Person | None:
    """The officer a line names. Of who has left the bureau nothing is changed."""
    number, name = entry.values["number"], entry.values["name"]
    person = ground.officers.get(number)
    if person is None:
        entry.refuse("number", ground.nearest.officer(number))
        return None
    if not person.mine and entry.asks:
        entry.refuse("number", _("This officer is kept by another bureau."))
        return None
    if name and plain_name(name) != plain_name(person.name):
        text = _("%(number)s is %(name)s.")
        entry.refuse("name", text % {"number": number, "name": person.name})
    return person


def told_by(
    entry: Entry,
    check: Callable[[Problems], object],
    columns: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """What the services would say, beside the columns of the same names, or of those
    that stand for them."""
    problems = Problems()
    check(problems)
    for name, messages in problems.found.items():
        for message in messages:
            entry.refuse(columns.get(name, name), message)
