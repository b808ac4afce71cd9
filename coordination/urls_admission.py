"""Addresses of admission and of the bureau's settings."""

from django.urls import path

from coordination.views import admission, bureau

urlpatterns = [
    path("admission/", admission.admission, name="admission"),
    path("admission/<int:pk>/", admission.admission_case, name="admission_case"),
    path("admission/<int:pk>/admit/", admission.admit_case, name="admit_case"),
    path("admission/<int:pk>/return/", admission.return_case, name="return_case"),
    path(
        "admission/<int:pk>/conditions/",
        admission.offer_conditions,
        name="offer_conditions",
    ),
    path("admission/<int:pk>/comment/", admission.comment_case, name="comment_case"),
    path(
        "admission/<int:pk>/accept/",
        admission.accept_conditions,
        name="accept_conditions",
    ),
    path(
        "admission/<int:pk>/decline/",
        admission.decline_conditions,
        name="decline_conditions",
    ),
    path("admission/<int:pk>/escalate/", admission.escalate_case, name="escalate_case"),
    path(
        "bureaus/<slug:code>/settings/", bureau.bureau_settings, name="bureau_settings"
    ),
]
