"""Addresses of report forms and of what is answered to them: `coordination`."""

from django.urls import path

from coordination.views import collating, form_answers, form_library, form_writing

urlpatterns = [
    path("forms/", form_library.report_forms, name="report_forms"),
    path("forms/<int:pk>/", form_library.report_form, name="report_form"),
    path("forms/<int:pk>.xlsx", form_library.report_form_file, name="report_form_file"),
    path(
        "forms/<int:pk>/fields/<slug:key>/",
        form_library.correct_form,
        name="correct_form",
    ),
    path(
        "directives/<int:pk>/form/", form_writing.directive_form, name="directive_form"
    ),
    path(
        "directives/<int:pk>/form.xlsx",
        form_writing.directive_form_file,
        name="directive_form_file",
    ),
    path(
        "directives/<int:pk>/form/reuse/",
        form_writing.reuse_answers,
        name="reuse_answers",
    ),
    path("directives/<int:pk>/answers/", collating.collation, name="collation"),
    path(
        "directives/<int:pk>/answers/seen/",
        collating.collation_seen,
        name="collation_seen",
    ),
    path(
        "directives/series/<int:pk>/answers/",
        collating.series_answers,
        name="series_answers",
    ),
    path("assignments/<int:pk>/form/", form_answers.answer_form, name="answer_form"),
    path(
        "assignments/<int:pk>/form.xlsx",
        form_answers.answer_form_file,
        name="answer_form_file",
    ),
    path("assignments/<int:pk>/answers/", collating.answers_at, name="answers_at"),
]
