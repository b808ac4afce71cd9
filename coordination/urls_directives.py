"""Addresses of HQ's tasks, in the namespace `coordination`."""

from django.urls import path

from coordination.views import (
    asking_twice,
    composer,
    directives,
    draft_fields,
    redating,
    series,
    slots,
    task_list,
)

urlpatterns = [
    path("directives/", task_list.directives, name="directives"),
    path("directives/new/", composer.compose, name="compose"),
    path("directives/preview/", composer.preview_fragment, name="preview_fragment"),
    path("directives/twice/", asking_twice.asked_twice, name="asked_twice"),
    path("directives/series/", series.all_series, name="series"),
    path("directives/series/<int:pk>/end/", series.end, name="end_series"),
    path("directives/series/<int:pk>/take/", series.take, name="take_series"),
    path("directives/<int:pk>/repeat/", series.repeat, name="repeat"),
    path("directives/times/", slots.slots, name="slots"),
    path("directives/stations/", composer.pick_stations, name="pick_stations"),
    path("directives/<int:pk>/", directives.directive, name="directive"),
    path("directives/<int:pk>/edit/", composer.edit_draft, name="edit_draft"),
    path("directives/<int:pk>/field/", draft_fields.draft_field, name="draft_field"),
    path(
        "directives/<int:pk>/withdraw/",
        directives.withdraw_directive,
        name="withdraw_directive",
    ),
    path(
        "directives/<int:pk>/close/", directives.close_directive, name="close_directive"
    ),
    path(
        "directives/<int:pk>/approve/",
        directives.approve_directive,
        name="approve_directive",
    ),
    path(
        "directives/<int:pk>/send-back/",
        directives.send_back_directive,
        name="send_back_directive",
    ),
    path(
        "directives/<int:pk>/recall/",
        directives.recall_directive,
        name="recall_directive",
    ),
    path(
        "directives/<int:pk>/correct/",
        directives.correct_directive,
        name="correct_directive",
    ),
    path("directives/<int:pk>/again/", directives.again_directive, name="again"),
    path(
        "assignments/<int:pk>/accept/",
        directives.accept_assignment,
        name="accept_assignment",
    ),
    path(
        "assignments/<int:pk>/return/",
        directives.return_assignment,
        name="return_assignment",
    ),
    path(
        "assignments/<int:pk>/redate/",
        redating.redate_assignment,
        name="redate_assignment",
    ),
]
