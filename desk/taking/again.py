"""An address opened once more, in the name of who asked for its file."""

from __future__ import annotations

from django.http import Http404, HttpResponse, QueryDict
from django.urls import resolve
from django_htmx.middleware import HtmxDetails

from desk.taking.file import File
from organization.http import SignedIn
from organization.models import User


class Again(SignedIn):
    """The request of nobody's browser: what answers it hands out no file, but says
    what the file is made of."""

    def __init__(self, user: User, address: str) -> None:
        super().__init__()
        path, _mark, query = address.partition("?")
        self.method, self.path, self.path_info = "GET", path, path
        self.META["QUERY_STRING"], self.GET = query, QueryDict(query)
        self.user, self.htmx = user, HtmxDetails(self)


class Unwritten(HttpResponse):
    """A file that somebody may have."""

    def __init__(self, file: File) -> None:
        super().__init__()
        self.file = file


def again(user: User, address: str) -> File:
    """The file of an address as the person may have it now. Http404 or
    PermissionDenied as its page says, Http404 also where there is none any more."""
    request = Again(user, address)
    door = resolve(request.path)
    answer = door.func(request, *door.args, **door.kwargs)
    if not isinstance(answer, Unwritten):
        raise Http404
    return answer.file
