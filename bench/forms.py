"""A report by a form with 40 fields from 1,000 stations, read together.

`python -m bench.run --only forms`, in an empty database.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from bench.figures import Figure, quick, seconds, tell
from bench.world import founded  # sets up Django; keep it first

from django.test import Client  # isort: skip
from django.urls import reverse  # isort: skip
from django.utils import timezone  # isort: skip

from config.supervisor.prepare import static_files  # isort: skip
from coordination.services.issuing import issue, stored  # isort: skip
from organization.models import Bureau, Station  # isort: skip
from tasking.asking.reading import Numbered  # isort: skip
from tasking.content import Content, Targets  # isort: skip
from tasking.models import Assignment, Directive, FormAnswer  # isort: skip
from tasking.services import directives  # isort: skip
from tasking.services.report_forms import write_form  # isort: skip
from tests.factories import Force  # isort: skip

STATIONS, FIELDS = 1_000, 40
PAGE, BOOK = 1.0, 10.0


def main() -> None:
    static_files(lambda _said: None)  # or no page could name its style sheets
    made = founded()
    many = 200 if quick() else STATIONS
    row = asked(made, lay(made.county_a, many))
    answered(made, row)
    tell(looked_at(made, row, many))


def lay(home: Bureau, many: int) -> list[Station]:
    return Station.objects.bulk_create(
        Station(code=f"9909{n:08}", name=f"{n}所", short_name=f"{n}", bureau=home)
        for n in range(many)
    )


def asked(made: Force, stations: list[Station]) -> Directive:
    """Issued to all of them: ten sums of three fields each among the forty."""
    now = timezone.now()
    content = Content(
        title="月报",
        kind="report",
        intent="摸清底数",
        standard="数字一致",
        due=now + dt.timedelta(days=20),
        effort_units=60_000,
    )
    given: dict[str, Any] = {"by": made.staff, "requester": made.public_order}
    targets = Targets(tuple(station.pk for station in stations))
    row = directives.draft(**given, content=content, targets=targets)
    lines = [Numbered(n, line(n)) for n in range(1, FIELDS + 1)]
    write_form(by=made.staff, directive=row, title="月报表", lines=lines, now=now)
    row.refresh_from_db()
    content, _targets = stored(row)
    done = issue(
        **given, content=content, stations=stations, directive=row, reason="要", now=now
    )
    return done.directive


def line(n: int) -> dict[str, str]:
    made = {"label": f"第{n}项", "kind": "whole", "required": "1", "most": "900"}
    if n % 4 == 1:
        made["sum_of"] = "；".join(f"第{n + m}项" for m in (1, 2, 3))
    return made


def answered(made: Force, row: Directive) -> None:
    """Nine of ten stations have handed it in; laid in rows, the pages only read."""
    now = timezone.now()
    held = row.task_form
    owed = Assignment.objects.filter(directive=row).order_by("pk")
    given = [one for n, one in enumerate(owed) if n % 10]
    FormAnswer.objects.bulk_create(
        FormAnswer(
            assignment=one,
            form=held.form,
            number=1,
            values=values(one.pk),
            saved_by=made.chief_a1,
            saved_at=now,
            handed_in_at=now,
        )
        for one in given
    )
    Assignment.objects.filter(pk__in=[one.pk for one in given]).update(
        state="reported", reported_at=now, remaining_units=0
    )


def values(n: int) -> dict[str, int]:
    found = {f"f{k}": (n * k) % 300 for k in range(1, FIELDS + 1)}
    for k in range(1, FIELDS + 1, 4):
        found[f"f{k}"] = sum(found[f"f{k + m}"] for m in (1, 2, 3))
    return found


def looked_at(made: Force, row: Directive, many: int) -> list[Figure]:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(made.staff)

    def opened(kind: str = "") -> float:
        url = reverse("coordination:collation", args=[row.pk]) + kind

        def look() -> None:
            answer = client.get(url)
            if answer.status_code != 200 or not answer.getvalue():
                raise RuntimeError(f"{url}: {answer.status_code}")

        look()
        return min(seconds(look) for _ in range(3))

    page, book = opened(), opened("?as=xlsx")
    return [
        Figure(
            f"collation of {many:,} stations × {FIELDS} fields as a page",
            f"{page * 1000:.0f} ms",
            f"≤ {PAGE:.0f} s",
            page <= PAGE,
            value=page,
            unit="s",
        ),
        Figure(
            f"the same {many:,} × {FIELDS} as a workbook",
            f"{book:.1f} s",
            f"≤ {BOOK:.0f} s",
            book <= BOOK,
            value=book,
            unit="s",
        ),
    ]


if __name__ == "__main__":
    main()
