"""What another department's task served is asked for on one's own again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.core.duplicates import item_key
from coordination.services.issuing import stored
from coordination.services.recalling import correction_of
from coordination.services.telling_served import unserved
from organization.models import User
from organization.permissions import POLICY, authorise
from tasking.content import Content, Targets
from tasking.models import Directive, DirectiveParty
from tasking.services import directives


@transaction.atomic
def issue_again(*, by: User, directive: Directive) -> tuple[Directive, bool]:
    """A draft of what the own task asked for, for the stations nobody asks now.

    Asked for twice it is the same draft: (draft, made by this call).
    """
    rows = Directive.objects.select_for_update(of=("self",))
    row = rows.select_related("department__bureau").get(pk=directive.pk)
    if row.department is None:
        raise PermissionDenied(str(POLICY["directive.draft"].title))
    authorise(by, "directive.draft", row.department)
    found = correction_of(row)
    if found is not None:
        return found, False
    parties = list(row.joined_into.all())
    left = unserved(parties)
    stations = sorted({pk for each in left.values() for pk in each})
    if not stations:
        text = _("What serves this task is still asked: there is nothing to do again.")
        raise ValidationError({"state": [text]})
    content, targets = _as_it_was(row, [each for each in parties if left[each.pk]])
    own = {pk: each for pk, each in targets.overrides.items() if pk in stations}
    made = directives.draft(
        by=by,
        requester=row.department,
        content=content,
        targets=Targets(tuple(stations), own),
        replaces=row,
    )
    return made, True


def _as_it_was(
    row: Directive, parties: Iterable[DirectiveParty]
) -> tuple[Content, Targets]:
    """Where it still asks for a part itself, only what it had given away."""
    content, targets = stored(row)
    if row.state != Directive.State.ISSUED:
        return content, targets
    asked = {item_key(item) for item in content.data_items}
    given = {item: None for party in parties for item in party.items}
    lost = tuple(item for item in given if item_key(item) not in asked)
    if not lost:
        return content, targets
    return replace(content, data_items=lost, effort_units=None), Targets(
        targets.stations
    )
