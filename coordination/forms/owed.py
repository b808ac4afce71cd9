"""Making up for protected time that an order took."""

from __future__ import annotations

from typing import Any

from coordination.forms.protected import KeptTimeForm


class MakeUpForm(KeptTimeForm):
    """When other time is kept, and for how many officers."""

    def __init__(self, data: Any = None, *, version: int | None = None) -> None:
        super().__init__(data, initial={"version": version}, auto_id="make-%s")
        del self.fields["reason"]
