"""What a bureau is and how it wants things done: the words there are to choose from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    MINISTRY = "ministry", _("Ministry")
    PROVINCE = "province", _("Provincial bureau")
    CITY = "city", _("City bureau")
    COUNTY = "county", _("County bureau")


class Admission(models.TextChoices):
    """What the coordination office has to do with tasks before stations get them."""

    OFF = "off", _("None")
    NOTIFY = "notify", _("The office is told")
    GATE = "gate", _("The office admits first")


class SilenceRule(models.TextChoices):
    """What it means when a unit does not answer a proposal in time."""

    AGREES = "agrees", _("counts as agreement")
    ESCALATES = "escalates", _("goes to the bureau leader")
