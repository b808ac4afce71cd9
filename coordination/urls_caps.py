"""Burden budgets, and what tasks took: namespace `coordination`."""

from django.urls import path

from coordination.views import calibration, cap_exceptions, caps

_one = "burden/budgets/<slug:code>/<slug:quarter>"
_task = "directives/<int:pk>/budget"
urlpatterns = [
    path("burden/budgets/", caps.burden_caps, name="burden_caps"),
    path(
        "burden/budgets/<slug:code>/copy/",
        caps.copy_burden_caps,
        name="copy_burden_caps",
    ),
    path(f"{_one}/", caps.burden_cap, name="burden_cap"),
    path(f"{_one}/set/", caps.set_burden_cap, name="set_burden_cap"),
    path(f"{_one}/propose/", caps.propose_burden_cap, name="propose_burden_cap"),
    path(f"{_one}/decline/", caps.decline_burden_cap, name="decline_burden_cap"),
    path(f"{_task}/", cap_exceptions.cap_exception, name="cap_exception"),
    path(f"{_task}/ask/", cap_exceptions.ask_cap_exception, name="ask_cap_exception"),
    path(
        f"{_task}/grant/",
        cap_exceptions.grant_cap_exception,
        name="grant_cap_exception",
    ),
    path(
        f"{_task}/refuse/",
        cap_exceptions.refuse_cap_exception,
        name="refuse_cap_exception",
    ),
    path("burden/estimates/", calibration.calibration, name="calibration"),
]
