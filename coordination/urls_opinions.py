"""Addresses of stations' opinions, in the namespace `coordination`."""

from django.urls import path

from coordination.views import opinion_acts, opinions

urlpatterns = [
    path("assignments/<int:pk>/object/", opinion_acts.object_to, name="object_to"),
    path("opinions/", opinions.opinions, name="opinions"),
    path("opinions/<int:pk>/", opinions.objection, name="objection"),
    path(
        "opinions/<int:pk>/files/<int:file>/",
        opinions.objection_file,
        name="objection_file",
    ),
    path(
        "opinions/<int:pk>/answer/",
        opinion_acts.answer_objection,
        name="answer_objection",
    ),
    path(
        "opinions/<int:pk>/escalate/",
        opinion_acts.escalate_objection,
        name="escalate_objection",
    ),
    path(
        "opinions/<int:pk>/refer/",
        opinion_acts.refer_objection,
        name="refer_objection",
    ),
    path(
        "opinions/<int:pk>/decide/",
        opinion_acts.decide_objection,
        name="decide_objection",
    ),
    path(
        "opinions/<int:pk>/take-back/",
        opinion_acts.take_back_objection,
        name="take_back_objection",
    ),
]
