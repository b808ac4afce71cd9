"""No-blame notes: read by two, in no table, and gone after their term."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from desk.models import InboxItem
from organization.models import AuditEvent, Bureau, User
from personnel import services
from personnel.models import NoBlameNote, Officer
from personnel.services import care_clock, notes
from tests.architecture.source import modules, name_of
from tests.factories import Force, force, person

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = dt.timedelta(days=1)
SAID = {"what": "台账漏登一户", "learned": "当日当清", "happened_on": TODAY}
KNOWING = (
    *("personnel/models/", "personnel/services/notes.py", "personnel/views/notes.py"),
    *("personnel/services/care_clock.py", "personnel/services/telling_care.py"),
)


@pytest.fixture
def made() -> Force:
    return force()


@pytest.fixture
def own(made: Force) -> User:
    user = person("own", "李志刚")
    services.link_account(by=None, officer=officer(made), user=user)
    return user


def officer(made: Force, n: int = 1) -> Officer:
    return made.officers[made.a1.code][n]


def write(made: Force, by: User, **more: Any) -> NoBlameNote:
    given: dict[str, Any] = SAID | {"officer": officer(made), "now": NOW} | more
    return notes.write_note(by=by, **given)


def told(act: Any, **given: Any) -> set[str]:
    with pytest.raises(ValidationError) as error:
        act(**given)
    return set(error.value.message_dict)


def test_two_people_read_it_whoever_wrote_it(made: Force, own: User) -> None:
    for by, other in ((made.chief_a1, own), (own, made.chief_a1)):
        row = write(made, by)
        assert row.chief == made.chief_a1
        letter = InboxItem.objects.latest("pk")
        assert letter.recipient == other and "台账" not in str(letter.facts)
    readers = [*made.personas.values(), own]
    seen = [user for user in readers if NoBlameNote.objects.visible_to(user).exists()]
    assert seen == [made.chief_a1, own]
    trail = AuditEvent.objects.filter(action="note.write")
    assert [one.subject_id for one in trail] == [None, None]
    assert "台账" not in str(list(trail.values()))


def test_who_may_write_and_what(made: Force, own: User) -> None:
    for name in ("chief_a2", "personnel_admin", "leader", "stranger"):
        with pytest.raises(PermissionDenied):
            write(made, getattr(made, name))
    at = {"made": made, "by": made.chief_a1}
    assert told(write, what=" ", **at) == {"what"}
    assert told(write, learned="", **at) == {"learned"}
    assert told(write, happened_on=TODAY + DAY, **at) == {"happened_on"}
    assert told(write, happened_on=TODAY - 365 * DAY, **at) == {"happened_on"}
    assert told(write, officer=officer(made, 2), **at) == {"officer"}
    services.link_account(by=None, officer=officer(made, 0), user=made.chief_a1)
    assert told(write, officer=officer(made, 0), **at) == {"state"}
    assert not NoBlameNote.objects.exists()


def test_its_writer_takes_it_away(made: Force, own: User) -> None:
    row = write(made, made.chief_a1)
    with pytest.raises(PermissionDenied):
        notes.remove_note(by=own, note=row)
    notes.remove_note(by=made.chief_a1, note=row)
    assert not NoBlameNote.objects.exists() and not InboxItem.objects.exists()
    assert told(notes.remove_note, by=made.chief_a1, note=row) == {"state"}


def test_the_clock_forgets_it_after_its_term(made: Force, own: User) -> None:
    Bureau.objects.filter(pk=made.county_a.pk).update(note_days=30)
    row = write(made, own)
    care_clock.run_clocks(now=NOW + 29 * DAY)
    assert NoBlameNote.objects.get() == row
    care_clock.run_clocks(now=NOW + 30 * DAY)
    assert not NoBlameNote.objects.exists() and not InboxItem.objects.exists()
    assert AuditEvent.objects.get(action="note.forget").detail == {"rows": 1}


def test_no_table_file_interface_or_fit_knows_of_notes() -> None:
    """Whatever is built later: only these modules may name the model."""
    knowing = [name_of(path) for path in modules() if "NoBlameNote" in path.read_text()]
    foreign = [
        name
        for name in knowing
        if not name.startswith(KNOWING) and "/migrations/" not in name
    ]
    assert not foreign
