"""The service's own door, and its endpoints."""

from django.contrib.auth import authenticate, login
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import include, path

FORM = (
    '<!doctype html><title>Identity</title><form method="post"><input name="username">'
    '<input name="password" type="password"><button>Enter</button></form>'
)


def enter(request):
    if request.method == "GET":
        return HttpResponse(FORM)
    name, word = request.POST["username"], request.POST["password"]
    user = authenticate(request, username=name, password=word)
    if user is None:
        return HttpResponse(FORM, status=422)
    login(request, user)
    return redirect(request.GET["next"])


urlpatterns = [path("enter/", enter), path("o/", include("oauth2_provider.urls"))]
