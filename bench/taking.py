"""Files of lists: as many rows as come at once, and as many as a list gives at most.

`python -m bench.run --only taking`, in an empty database. The audit trail is the
plainest list there is; of officers postings and leave are read too; the table that can
be handed in again is laid out for paper, which is the slowest to write.
"""

from __future__ import annotations

from io import BytesIO

from bench.figures import Figure, quick, seconds, tell
from bench.world import founded  # sets up Django; keep it first

from django.utils import timezone, translation  # isort: skip

from desk.lists import MOST_ROWS  # isort: skip
from desk.taking.again import again  # isort: skip
from desk.taking.answers import AT_ONCE  # isort: skip
from organization.models import AuditEvent, User  # isort: skip
from personnel.models import Officer, Posting  # isort: skip
from tests.factories import ALWAYS, Force  # isort: skip

SOON = 1.0


def main() -> None:
    made = founded()
    lay(made)
    admin = made.personnel_admin
    with translation.override("zh-hans"):
        figures = [
            written("audit trail", made.audit_admin, "/audit/list/?as=xlsx"),
            written("the same as CSV", made.audit_admin, "/audit/list/?as=csv"),
            written("officers", admin, "/people/officers/?as=xlsx"),
            written(
                "officers, laid out", admin, "/people/exchange/officers/present.xlsx"
            ),
        ]
        if not quick():
            events(MOST_ROWS - AT_ONCE)
            figures.append(
                written("by a worker", made.audit_admin, "/audit/list/?as=xlsx")
            )
    tell(figures)


def lay(made: Force) -> None:
    """As many rows of each as come at once."""
    events(AT_ONCE)
    people = Officer.objects.bulk_create(
        Officer(police_number=f"8{n:07}", name=f"民警{n}", pinyin=f"minjing{n}")
        for n in range(AT_ONCE - Officer.objects.count())
    )
    Posting.objects.bulk_create(
        Posting(officer=one, station=made.a1, during=ALWAYS) for one in people
    )


def events(many: int) -> None:
    now = timezone.now()
    AuditEvent.objects.bulk_create(
        AuditEvent(at=now, actor_name="王建军", action="directive.sign", unit_code="1")
        for _ in range(many)
    )


def written(what: str, user: User, address: str) -> Figure:
    """The door opened, its rows counted and written, without the answer's way."""
    known = again(user, address)
    rows = known.size()

    def write() -> None:
        file = again(User.objects.get(pk=user.pk), address)
        file.size()
        file.write(BytesIO(), iter)

    taken = min(seconds(write) for _ in range(3))
    asked = f"≤ {SOON:.0f} s" if rows * known.weight <= AT_ONCE * 1.2 else "–"
    return Figure(
        f"{what}: {rows:,} rows",
        f"{taken:.2f} s",
        asked,
        taken <= SOON if asked != "–" else None,
        value=taken,
        unit="s",
    )


if __name__ == "__main__":
    main()
