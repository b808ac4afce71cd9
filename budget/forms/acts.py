"""Forms of the acts on one payment; `values` are what the service takes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from budget.forms.fields import AmountField
from desk.evidence import evidence
from desk.fields import words
from desk.reasons import ReasonForm


class ActForm(ReasonForm):
    """An act that needs no words; `shown` names the fields of those that do."""

    shown: tuple[str, ...] = ()

    @property
    def asked(self) -> list[forms.BoundField]:
        """What is to be filled in, in order."""
        return [self[name] for name in self.shown]

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.shown}


class WhyForm(ActForm):
    shown = ("reason",)


class AmountForm(ActForm):
    shown: tuple[str, ...] = ("amount",)
    amount = AmountField(_("Amount"))


class ReturnForm(AmountForm):
    shown = ("amount", "reason")


class DisputeForm(ActForm):
    shown = ("reason", "evidence")
    reason = words(_("What has not arrived"))
    evidence = evidence()

    @property
    def values(self) -> dict[str, Any]:
        got = self.cleaned_data
        return {"reason": got["reason"], "files": got["evidence"]}


class AnswerForm(ActForm):
    shown = ("text",)
    text = words(pgettext_lazy("about money", "Answer"))


class CloseForm(ReasonForm):
    """That one has read what will be frozen."""

    sure = forms.BooleanField(
        label=_("I have read this. Closing cannot be taken back."),
        error_messages={"required": _("Tick this once you have read it.")},
    )
