"""Messages that wait in a cookie for the next page: in one of this host alone."""

from __future__ import annotations

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest


class OwnCookie(CookieStorage):
    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.cookie_name = f"{settings.COOKIE_PREFIX}messages"


class Messages(FallbackStorage):
    """A cookie, and the session for what is too long for one."""

    storage_classes = (OwnCookie, SessionStorage)
