"""Where stations say something, or who speaks for them: namespace `coordination`."""

from django.urls import path

from coordination.views import acting, opinion_acts, opinions, remit, remit_share

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
    path("assignments/<int:pk>/remit/", remit.report_task, name="report_task"),
    path("stations/<slug:code>/remit/", remit.report_other, name="report_other"),
    path("remit/", remit.remit_reports, name="remit_reports"),
    path("remit/<int:pk>/", remit.remit_report, name="remit_report"),
    path("remit/<int:pk>/files/<int:file>/", remit.remit_file, name="remit_file"),
    path("remit/share/", remit_share.remit_share, name="remit_share"),
    path("remit/<int:pk>/route/", remit.route_report, name="route_report"),
    path("remit/<int:pk>/answer/", remit.answer_report, name="answer_report"),
    path("stations/<slug:code>/acting/", acting.acting, name="acting"),
    path("acting/<int:pk>/end/", acting.end_acting, name="end_acting"),
]
