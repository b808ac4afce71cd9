"""Acts of a department on several of its tasks: remind, withdraw."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coordination.bulk.asking import attempted, state_of, tasks
from coordination.forms.bulk import WhyForm
from coordination.services import issuing
from coordination.undoing import REMINDED
from desk.bulk.acts import Act, Given, Item, Refused, register
from organization.models import User
from organization.permissions import may
from tasking.lifecycle import DIRECTIVE
from tasking.models import Assignment, Directive
from tasking.services.reminding import remind, reminded_today

MOST_REMINDED = 2_000
"""Stations of one task that are reminded in one go: each costs some 20 ms, and a worker
that says nothing for 90 seconds is taken for dead."""
REMINDED_AT_ONCE = 50
UNTITLED = gettext_lazy("Without a title")


def _owed(ids: Sequence[int]) -> int:
    """Stations that the tasks were given to."""
    return Assignment.objects.filter(directive__in=list(ids)).count()


def _item(row: Directive, will: bool, note: str) -> Item:
    label = row.display_title or str(UNTITLED)
    return Item(row.pk, label, will, note, row.version)


def _to_withdraw(
    user: User, ids: Sequence[int], _given: Given, _now: dt.datetime
) -> Iterator[Item]:
    for row in tasks(user, ids):
        if row.department is None or not may(
            user, "directive.withdraw", row.department
        ):
            yield _item(row, False, _("You may not do this here."))
        elif row.state not in DIRECTIVE["withdraw"].sources:
            yield _item(row, False, state_of(row))
        else:
            yield _item(row, True, row.number)


def _withdraw(
    user: User, pk: int, version: int | None, given: Given, now: dt.datetime
) -> None:
    """The row is locked first, so that the version seen is the one withdrawn."""
    seen = Directive.objects.visible_to(user).get(pk=pk)
    row = Directive.objects.select_for_update(of=("self",)).get(pk=seen.pk)
    if version is not None and row.version != version:
        raise Refused(_("Somebody changed it meanwhile."))
    issuing.withdraw(by=user, directive=row, reason=given["reason"], now=now)


def _waiting(ids: Sequence[int]) -> dict[int, list[int]]:
    """Stations' parts that are not signed for, by task; one query."""
    rows = Assignment.objects.filter(
        directive__in=list(ids), state=Assignment.State.ISSUED
    )
    found: dict[int, list[int]] = defaultdict(list)
    for task, pk in rows.order_by("pk").values_list("directive", "pk"):
        found[task].append(pk)
    return found


def _to_be_reminded(ids: Sequence[int]) -> int:
    """Stations that have not signed."""
    return sum(map(len, _waiting(ids).values()))


def _to_remind(
    user: User, ids: Sequence[int], _given: Given, now: dt.datetime
) -> Iterator[Item]:
    waiting = _waiting(ids)
    already = reminded_today([pk for some in waiting.values() for pk in some], now)
    for row in tasks(user, ids):
        left = [pk for pk in waiting.get(row.pk, ()) if pk not in already]
        if row.department is None or not may(user, "assignment.remind", row.department):
            yield _item(row, False, _("You may not do this here."))
        elif not waiting.get(row.pk):
            yield _item(row, False, _("No station has yet to sign for it."))
        elif len(left) > MOST_REMINDED:
            text = _(
                "%(n)s stations have not signed: remind them on the task's page, at"
                " most %(most)s at a time."
            )
            said = {"n": f"{len(left):,}", "most": f"{MOST_REMINDED:,}"}
            yield _item(row, False, text % said)
        elif not left:
            yield _item(row, False, _("All that have not signed were reminded today."))
        else:
            text = ngettext("%(n)s station", "%(n)s stations", len(left))
            yield _item(row, True, text % {"n": len(left)})


def _remind(
    user: User, pk: int, _version: int | None, _given: Given, now: dt.datetime
) -> str:
    """Whoever signed meanwhile needs no letter."""
    told = 0
    for part in Assignment.objects.visible_to(user).filter(pk__in=_waiting([pk])[pk]):
        try:
            attempted(partial(remind, by=user, assignment=part, now=now))
        except ValidationError:
            continue
        told += 1
    if not told:
        raise Refused(_("No station has yet to sign for it."))
    text = ngettext("%(n)s station reminded", "%(n)s stations reminded", told)
    return text % {"n": told}


register(
    Act(
        name="tasks_remind",
        list_name="tasks",
        right="assignment.remind",
        button=gettext_lazy("Remind to sign"),
        asks=lambda n: (
            ngettext(
                "Remind the stations of %(n)s task that have not signed?",
                "Remind the stations of %(n)s tasks that have not signed?",
                n,
            )
            % {"n": n}
        ),
        judge=_to_remind,
        do=_remind,
        back=REMINDED,
        at_once=10,
        reach=_to_be_reminded,
        reach_at_once=REMINDED_AT_ONCE,
    ),
    Act(
        name="tasks_withdraw",
        list_name="tasks",
        right="directive.withdraw",
        button=gettext_lazy("Withdraw"),
        asks=lambda n: (
            ngettext("Withdraw %(n)s task?", "Withdraw %(n)s tasks?", n) % {"n": n}
        ),
        judge=_to_withdraw,
        do=_withdraw,
        form=WhyForm,
        at_once=10,
        reach=_owed,
    ),
)
