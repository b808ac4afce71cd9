"""Addresses of notices, in the namespace `coordination`."""

from django.urls import path

from coordination.views import notice_acts, notice_writing, notices

urlpatterns = [
    path("notices/", notices.notices, name="notices"),
    path("notices/new/", notice_writing.new_notice, name="new_notice"),
    path("notices/instead/", notice_writing.notice_instead, name="notice_instead"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("notices/<int:pk>/files/<int:file>/", notices.notice_file, name="notice_file"),
    path(
        "notices/<int:pk>/understand/",
        notice_acts.understand_notice,
        name="understand_notice",
    ),
    path("notices/<int:pk>/ask/", notice_acts.ask_notice, name="ask_notice"),
    path(
        "notices/<int:pk>/questions/<int:question>/answer/",
        notice_acts.answer_notice,
        name="answer_notice",
    ),
    path(
        "notices/<int:pk>/withdraw/",
        notice_acts.withdraw_notice,
        name="withdraw_notice",
    ),
    path(
        "notices/<int:pk>/correct/",
        notice_writing.correct_notice,
        name="correct_notice",
    ),
]
