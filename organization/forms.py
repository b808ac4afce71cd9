"""What people type to sign in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organization.identity import current_address
from organization.services.guarding import is_locked

LOCKED = _(
    "Too many failed tries of this name, or from this place: for a quarter of an hour"
    " nothing is let in. The security admin can lift it."
)
WRONG = _("The name or the password is wrong. Mind capital and small letters.")


class SignInForm(AuthenticationForm):
    """Wrong, unknown, blocked: the same words. Locked too, for any name alike."""

    error_messages = {"invalid_login": WRONG, "inactive": WRONG}

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except ValidationError:
            name, now = self.cleaned_data.get("username") or "", timezone.now()
            if is_locked(username=name, address=current_address(), now=now):
                raise ValidationError(LOCKED, code="locked") from None
            raise
