"""Addresses of difficulties, published answers and trainings drawn from them."""

from django.urls import path

from coordination.views import (
    difficulties,
    difficulty_acts,
    difficulty_raising,
    knowledge,
    trainings,
)

_one = "difficulties/<int:pk>/"
urlpatterns = [
    path("difficulties/", difficulties.difficulties, name="difficulties"),
    path("difficulties/new/", difficulty_raising.new_difficulty, name="new_difficulty"),
    path(
        "difficulties/similar/",
        difficulty_raising.similar_answers,
        name="similar_answers",
    ),
    path(
        "difficulties/terms/<slug:code>/",
        difficulties.difficulty_terms,
        name="difficulty_terms",
    ),
    path(_one, difficulties.difficulty, name="difficulty"),
    path(
        f"{_one}files/<int:file>/",
        difficulties.difficulty_file,
        name="difficulty_file",
    ),
    path(f"{_one}answer/", difficulty_acts.answer_difficulty, name="answer_difficulty"),
    path(f"{_one}note/", difficulty_acts.note_difficulty, name="note_difficulty"),
    path(f"{_one}visit/", difficulty_acts.plan_guidance, name="plan_guidance"),
    path(f"{_one}visited/", difficulty_acts.record_guidance, name="record_guidance"),
    path(
        f"{_one}call-off/", difficulty_acts.call_off_guidance, name="call_off_guidance"
    ),
    path(
        f"{_one}hand-on/", difficulty_acts.hand_on_difficulty, name="hand_on_difficulty"
    ),
    path(f"{_one}join/", difficulty_acts.join_difficulty, name="join_difficulty"),
    path(f"{_one}say/", difficulty_acts.say_how_it_was, name="say_difficulty"),
    path(
        f"{_one}take-back/",
        difficulty_acts.take_back_difficulty,
        name="take_back_difficulty",
    ),
    path("knowledge/", knowledge.knowledge, name="knowledge"),
    path("knowledge/new/", knowledge.new_article, name="new_article"),
    path("knowledge/<int:pk>/", knowledge.article, name="article"),
    path("knowledge/<int:pk>/revise/", knowledge.revise_article, name="revise_article"),
    path(
        "knowledge/<int:pk>/outdated/",
        knowledge.outdate_article,
        name="outdate_article",
    ),
    path("knowledge/<int:pk>/helped/", knowledge.article_helped, name="article_helped"),
    path("trainings/", trainings.trainings, name="trainings"),
    path("trainings/draft/", trainings.draft_from_topic, name="draft_training"),
]
