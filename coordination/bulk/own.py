"""Acts of a station and of each person: sign, understand, read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coordination.bulk.asking import attempted, judged, of_task, parts, state_of
from desk.bulk.acts import Act, Given, Item, Refused, register
from desk.letters import letter, names_for
from desk.models import InboxItem
from desk.services import mark_read
from organization.models import User
from organization.permissions import POLICY
from organization.templatetags.formats import by_when
from tasking.models import Assignment, NoticeReceipt
from tasking.services import acts
from tasking.services.answering_notices import understand


def _to_sign(
    user: User, ids: Sequence[int], _given: Given, _now: dt.datetime
) -> Iterator[Item]:
    def said(row: Assignment) -> tuple[bool, str]:
        if row.state != Assignment.State.ISSUED:
            return False, state_of(row)
        due = _("due %(due)s") % {"due": by_when(row.due)} if row.due else ""
        return True, " ".join(filter(None, [row.requester_label, due]))

    return judged(parts(user, ids), user, "assignment.sign", said, of_task)


def _sign(
    user: User, pk: int, version: int | None, _given: Given, now: dt.datetime
) -> None:
    row = Assignment.objects.visible_to(user).get(pk=pk)
    attempted(
        lambda: acts.acknowledge(by=user, assignment=row, now=now, version=version)
    )


def _receipts(user: User, notices: Sequence[int]) -> list[NoticeReceipt]:
    """Of the stations for which one may say it."""
    own = user.scope.stations_as(*POLICY["notice.understand"].roles)
    rows = NoticeReceipt.objects.filter(station__in=own, notice__in=list(notices))
    found = rows.select_related("notice", "station", "understood_by")
    return list(found.order_by("notice", "station"))


def _to_understand(
    user: User, ids: Sequence[int], _given: Given, _now: dt.datetime
) -> Iterator[Item]:
    """One's own name is put to each: what was not opened is not understood. Who answers
    for several stations says it for those that have not."""
    unread = set(
        NoticeReceipt.objects.unread_by(user)
        .filter(notice__in=list(ids))
        .values_list("pk", flat=True)
    )
    # The last receipt of a notice speaks for it: one that is still open.
    rows = _receipts(user, ids)
    for row in sorted(rows, key=lambda row: row.understood_by is None):
        if not row.notice.todo:
            will, note = False, _("Nothing must be done here.")
        elif row.understood_by is not None:
            name = row.understood_by.name
            will, note = False, _("%(name)s has said so already.") % {"name": name}
        elif row.pk in unread:
            will, note = False, _("You have not opened it: read it first.")
        else:
            will, note = True, row.notice.todo
        yield Item(row.notice_id, row.notice.title, will, note)


def _understand(
    user: User, pk: int, _version: int | None, _given: Given, now: dt.datetime
) -> None:
    unread = NoticeReceipt.objects.unread_by(user).filter(notice=pk)
    unopened = set(unread.values_list("pk", flat=True))
    left = [
        row
        for row in _receipts(user, [pk])
        if row.understood_at is None and row.pk not in unopened
    ]
    if not left:
        raise Refused(_("It has been said already."))
    for row in left:
        understand(by=user, receipt=row, now=now)


def _to_read(
    user: User, ids: Sequence[int], _given: Given, _now: dt.datetime
) -> Iterator[Item]:
    """Each matter up to the letter that was seen, which is what `ids` names."""
    items = list(InboxItem.objects.visible_to(user).filter(pk__in=list(ids)))
    matters = [item.matter for item in items]
    fresh = InboxItem.objects.visible_to(user).unread().filter(matter__in=matters)
    unread, names = set(fresh.values_list("matter", flat=True)), names_for(items)
    for item in items:
        will = item.matter in unread
        note = "" if will else _("You have read it.")
        yield Item(item.pk, letter(item, names).text, will, note)


def _read(
    user: User, pk: int, _version: int | None, _given: Given, _now: dt.datetime
) -> None:
    item = InboxItem.objects.visible_to(user).get(pk=pk)
    mark_read(by=user, matter=item.matter, until=item.pk)


register(
    Act(
        name="ledger_sign",
        list_name="ledger",
        right="assignment.sign",
        button=gettext_lazy("Sign"),
        asks=lambda n: (
            ngettext("Sign for %(n)s task?", "Sign for %(n)s tasks?", n) % {"n": n}
        ),
        judge=_to_sign,
        do=_sign,
    ),
    Act(
        name="notices_understand",
        list_name="notices_received",
        right="notice.understand",
        button=gettext_lazy("Understood"),
        asks=lambda n: (
            ngettext(
                "Say in your name that %(n)s notice is understood?",
                "Say in your name that %(n)s notices are understood?",
                n,
            )
            % {"n": n}
        ),
        judge=_to_understand,
        do=_understand,
    ),
    Act(
        name="inbox_read",
        list_name="inbox",
        right="",
        button=gettext_lazy("Mark as read"),
        asks=lambda n: (
            ngettext("Mark %(n)s matter as read?", "Mark %(n)s matters as read?", n)
            % {"n": n}
        ),
        judge=_to_read,
        do=_read,
        at_once=500,
    ),
)
