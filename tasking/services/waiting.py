"""What happens to a directive between its draft and its issue, without a verdict.

Only coordination calls these, like `tasking.services.directives`: it looks at what a
directive does to the stations before the office and the leader have their say.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from organization import audit
from organization.models import User
from tasking.lifecycle import DIRECTIVE, step
from tasking.models import Directive


@transaction.atomic
def submit(*, by: User, directive: Directive) -> Directive:
    """Put a draft before the leader or the admission gate."""
    directive.state = step(DIRECTIVE, "submit", directive.state).target
    directive.version += 1
    directive.save(update_fields=["state", "version"])
    audit.record(
        "directive.submit", by=by, subject=directive, unit=directive.requester_code
    )
    return directive


@transaction.atomic
def admit(*, by: User, directive: Directive) -> Directive:
    """The office has looked at it; a leader may still have to sign."""
    directive.state = step(DIRECTIVE, "admit", directive.state).target
    directive.version += 1
    directive.save(update_fields=["state", "version"])
    audit.record(
        "directive.admit", by=by, subject=directive, unit=directive.requester_code
    )
    return directive


@transaction.atomic
def wait_again(*, by: User, directive: Directive) -> Directive:
    """The office has taken its admission back: it is before the office again."""
    directive.state = step(DIRECTIVE, "wait_again", directive.state).target
    directive.version += 1
    directive.save(update_fields=["state", "version"])
    audit.record(
        "directive.wait_again", by=by, subject=directive, unit=directive.requester_code
    )
    return directive


@transaction.atomic
def approve(*, by: User, directive: Directive, now: dt.datetime) -> Directive:
    """The leader's act, kept under the leader's name."""
    directive.state = step(DIRECTIVE, "approve", directive.state).target
    directive.approver, directive.approved_at = by, now
    directive.version += 1
    directive.save(update_fields=["state", "approver", "approved_at", "version"])
    audit.record(
        "directive.approve", by=by, subject=directive, unit=directive.requester_code
    )
    return directive


@transaction.atomic
def send_back(*, by: User, directive: Directive, reason: str) -> Directive:
    """The leader or the office wants it changed: its author may write on again."""
    directive.state = step(DIRECTIVE, "send_back", directive.state).target
    directive.version += 1
    directive.save(update_fields=["state", "version"])
    audit.record(
        "directive.send_back",
        by=by,
        subject=directive,
        unit=directive.requester_code,
        reason=reason,
    )
    return directive
