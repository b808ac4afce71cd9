"""What is typed about a list: a view's name and who finds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from desk.collisions import Collision, collide
from desk.fields import TOO_LONG, choose_among
from desk.models import Reach, SavedView
from organization.models import User


class ViewForm(forms.Form):
    """The hidden fields say of which list, and what its address asks."""

    name = forms.CharField(
        label=_("Name of the view"),
        max_length=60,
        error_messages={"required": _("Give it a name."), **TOO_LONG},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    shared = forms.ChoiceField(label=_("Who finds it"), required=False)
    list = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    place = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)
    query = forms.CharField(widget=forms.HiddenInput, max_length=8000, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, reaches: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choose_among(self, "shared", list(reaches))

    collision: Collision | None = None

    def clean_shared(self) -> str:
        return self.cleaned_data["shared"] or Reach.PRIVATE.value

    @property
    def said(self) -> dict[str, Any]:
        """What a view is to be from now on; what was not sent stays as it is."""
        got = self.cleaned_data
        found = {name: got.get(name) for name in ("name", "version")}
        if "query" in self.data:
            found["query"] = got.get("query", "")
        if "shared" in self.data:
            found["reach"] = got.get("shared")
        return found

    def refuse(self, error: ValidationError) -> None:
        """The service's words beside their fields, the rest above them."""
        for field, messages in error.message_dict.items():
            name = "shared" if field == "reach" else field
            shown = name in self.fields and not self.fields[name].widget.is_hidden
            self.add_error(name if shown else None, messages)

    def too_late(self, view: SavedView, user: User) -> None:
        """It was changed in another window: both values stand beside each field."""
        self.collision = collide(self, view, user)
        self.full_clean()
        self.add_error(None, self.collision.text)
