"""An answer as it is published, and why it does not hold any more."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coordination.forms.fields import DayField, choose_among, words
from desk.fields import one_line
from desk.reasons import ReasonForm
from organization.models import Department
from tasking.models import Category, Difficulty, KnowledgeArticle
from tasking.services import knowledge
from tasking.services.knowledge import Said


class AnyWords(forms.MultipleChoiceField):
    """Whatever was ticked; what had to be, the service says."""

    def valid_value(self, value: str) -> bool:
        return len(value) <= 80


class ArticleForm(ReasonForm):
    """What the page says; `source` is the difficulty it is written from."""

    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), required=False
    )
    title = one_line(_("In one line"), knowledge.LONGEST_TITLE)
    category = forms.ChoiceField(
        label=pgettext_lazy("difficulty", "Category"),
        choices=[("", _("Choose")), *Category.choices],
        required=False,
    )
    question = words(
        pgettext_lazy("answer", "What is asked"), most=knowledge.LONGEST, rows=3
    )
    answer = words(_("What helps"), most=knowledge.LONGEST, rows=8)
    look_again_on = DayField(label=_("Look at it again on"))
    words = AnyWords(required=False)

    def __init__(
        self,
        departments: list[Department],
        source: Difficulty | None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        self.departments, self.source = departments, source
        rows = Department.objects.filter(pk__in=[one.pk for one in departments])
        choose_among(self, "department", rows)

    @property
    def department_meant(self) -> Department:
        found: Department | None = self._got("department")
        return next((d for d in self.departments if d == found), self.departments[0])

    @property
    def said(self) -> Said:
        got = self._got
        return Said(
            title=got("title") or "",
            question=got("question") or "",
            answer=got("answer") or "",
            category=got("category") or "",
            look_again_on=got("look_again_on"),
            words=frozenset(got("words") or ()),
        )

    @property
    def words_found(self) -> list[tuple[str, str | Promise, bool]]:
        """Words to be looked at again in what was sent, and whether that was done."""
        if not self.is_bound:
            return []
        said = self.said
        found = knowledge.to_look_at(said.texts, self.source)
        return [(word, why, word in said.words) for word, why in found]


def from_difficulty(row: Difficulty, now: dt.datetime) -> dict[str, Any]:
    """What the page starts from; names are taken out by whoever publishes it."""
    return _usual(now) | {
        "title": row.title,
        "category": row.category,
        "question": row.text,
        "answer": row.answer,
    }


def from_article(row: KnowledgeArticle, now: dt.datetime) -> dict[str, Any]:
    names = ("title", "category", "question", "answer", "version")
    return _usual(now) | {name: getattr(row, name) for name in names}


def _usual(now: dt.datetime) -> dict[str, Any]:
    again = timezone.localdate(now) + dt.timedelta(days=knowledge.USUAL_DAYS)
    return {"look_again_on": again}
