"""What officers and chiefs hand in: choices in order, and places on a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.reasons import ReasonForm
from personnel.forms.rounds import whole
from personnel.models import RoundOfficer, RoundPost, RoundRank, RoundWish

Options = list[tuple[Any, Any]]


def offered(posts: Iterable[RoundPost]) -> Options:
    """Posts to choose among, those of one unit together."""
    units: dict[str, list[tuple[str, str]]] = {}
    for one in posts:
        label = f"{one.label}（{one.places}）"
        units.setdefault(one.unit.label, []).append((str(one.pk), label))
    return [("", "—"), *units.items()]


class ChoicesForm(ReasonForm):
    """As many posts as one may choose, the dearest first; a field per choice.

    `known` are the posts of the round by id; what is not among them is no choice.
    """

    def __init__(
        self,
        posts: Sequence[RoundPost],
        most: int,
        wishes: Sequence[RoundWish] = (),
        data: Any = None,
        *,
        version: int | None = None,
    ) -> None:
        super().__init__(data, initial={"version": version})
        self.posts = {str(one.pk): one for one in posts}
        self.most, options = most, offered(posts)
        for n in range(1, most + 1):
            had = wishes[n - 1] if n <= len(wishes) else None
            self._add(n, had, options)

    def _add(self, n: int, had: RoundWish | None, options: Options) -> None:
        post = had.post_id if had else None
        self.fields[f"choice-{n}"] = _post(_("Choice %(n)s") % {"n": n}, options, post)

    @property
    def rows(self) -> list[Any]:
        return [self[f"choice-{n}"] for n in range(1, self.most + 1)]

    @property
    def choices(self) -> dict[int, RoundPost]:
        """By the number of the field; gaps are passed over."""
        given = {n: self._post(f"choice-{n}") for n in range(1, self.most + 1)}
        return {n: post for n, post in given.items() if post is not None}

    def _post(self, name: str) -> RoundPost | None:
        return self.posts.get(self._got(name) or "")


class PairsForm(ChoicesForm):
    """The same for a couple: one's own post and the partner's.

    `turned`: the one who fills it in is the second of the couple.
    """

    def __init__(self, *args: Any, turned: bool, **kwargs: Any) -> None:
        self.turned = turned
        super().__init__(*args, **kwargs)

    def _add(self, n: int, had: RoundWish | None, options: Options) -> None:
        pair = [had.post_id, had.other_id] if had else [None, None]
        own, other = reversed(pair) if self.turned else pair
        nowhere: Options = [("", _("stays")), *options[1:]]
        mine, his = _("Choice %(n)s: you"), _("Choice %(n)s: partner")
        self.fields[f"choice-{n}"] = _post(mine % {"n": n}, nowhere, own)
        self.fields[f"other-{n}"] = _post(his % {"n": n}, nowhere, other)

    @property
    def rows(self) -> list[Any]:
        names = ("choice", "other")
        return [self[f"{w}-{n}"] for n in range(1, self.most + 1) for w in names]

    @property
    def pairs(self) -> dict[int, tuple[RoundPost | None, RoundPost | None]]:
        given = {
            n: (self._post(f"choice-{n}"), self._post(f"other-{n}"))
            for n in range(1, self.most + 1)
        }
        return {n: pair for n, pair in given.items() if pair != (None, None)}


def _post(label: Any, options: Options, initial: int | None) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=options,
        required=False,
        initial=str(initial) if initial else "",
        error_messages={"invalid_choice": _("Choose among the open posts.")},
    )


class RankForm(ReasonForm):
    """A place for each officer who chose the post; without one he is not taken."""

    nobody = forms.BooleanField(label=_("I would take nobody"), required=False)

    def __init__(
        self,
        officers: Sequence[RoundOfficer],
        ranks: Iterable[RoundRank] = (),
        data: Any = None,
        *,
        version: int | None = None,
    ) -> None:
        super().__init__(data, auto_id="rank-%s", initial={"version": version})
        places = {one.officer_id: one.place for one in ranks}
        last = len(places) + 1
        self.officers = sorted(officers, key=lambda one: places.get(one.pk, last))
        for one in self.officers:
            field = whole(_("Place of %(name)s") % {"name": one.officer.name})
            field.initial = places.get(one.pk)
            self.fields[f"place-{one.pk}"] = field

    @property
    def rows(self) -> list[tuple[RoundOfficer, Any]]:
        return [(one, self[f"place-{one.pk}"]) for one in self.officers]

    @property
    def places(self) -> dict[int, int]:
        given = {one.pk: self._got(f"place-{one.pk}") for one in self.officers}
        return {pk: place for pk, place in given.items() if place is not None}
