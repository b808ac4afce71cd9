"""A bureau sets how fit is weighed."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from organization.audit import record
from organization.models import Bureau, User
from organization.permissions import authorise
from organization.services.problems import Problems
from personnel.models import FitWeights
from personnel.services.posts import CHANGED

POINTS = ("rank", "experience", "settled", "threshold")
YEARS = ("experience_years", "settled_years")


@transaction.atomic
def set_weights(
    *,
    by: User,
    bureau: Bureau,
    values: dict[str, int],
    reason: str,
    version: int | None = None,
) -> FitWeights:
    """`values` are the fields of `FitWeights` by name; all of them."""
    authorise(by, "fit.weigh", bureau)
    row = FitWeights.objects.select_for_update().filter(bureau=bureau).first()
    row = row or FitWeights(bureau=bureau, version=0)
    if version is not None and version != row.version:
        raise ValidationError({"state": [CHANGED]})
    with Problems() as problems:
        reason = problems.require("reason", reason)
        for field in POINTS:
            if not 0 <= values[field] <= 100:
                problems.add(field, _("From 0 to 100."))
        for field in YEARS:
            if not 1 <= values[field] <= 40:
                problems.add(field, _("From 1 to 40 years."))
    before = {name: getattr(row, name) for name in (*POINTS, *YEARS)}
    for name in before:
        setattr(row, name, values[name])
    row.version += 1
    row.save()
    record(
        "fit.weigh",
        by=by,
        subject=row,
        unit=bureau.code,
        reason=reason,
        before=before,
        after={name: values[name] for name in before},
    )
    return row
