"""What a row of the policy is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organization.models import Role


class Where(Enum):
    OWN = _("in the own unit")
    BELOW = _("in the own bureau and below")
    ANYWHERE = _("anywhere")


@dataclass(frozen=True)
class Rule:
    """One row of the policy."""

    title: str | Promise
    where: Where
    roles: tuple[Role, ...]
