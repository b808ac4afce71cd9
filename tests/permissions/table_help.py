"""The doors of difficulties and of what is drawn from them. Read as `table.TABLE`."""

from __future__ import annotations

TABLE = """
coordination:difficulties GET
coordination:knowledge GET
    . . . . . . 3 3 3 3 3 3 3 s
coordination:new_difficulty GET POST
coordination:similar_answers POST
api:difficulty-list POST
    3 3 3 3 . . 3 3 3 3 3 3 3 s
api:difficulty-list GET
    . . . . . . . . . . . . . s
coordination:difficulty(difficulty) GET
coordination:difficulty_file(difficulty_paper) GET
coordination:note_difficulty(difficulty) POST
api:difficulty-detail(difficulty) GET
api:difficulty-file(difficulty_paper) GET
api:difficulty-note(difficulty) POST
    ..44 ..44 ...4 ...4 .4.4 .4.4 4 4 4 4 4 4 4 s
coordination:answer_difficulty(difficulty) POST
coordination:plan_guidance(difficulty) POST
coordination:record_guidance(difficulty) POST
coordination:call_off_guidance(difficulty) POST
coordination:join_difficulty(difficulty) POST
api:difficulty-answer(difficulty) POST
api:difficulty-visit(difficulty) POST
api:difficulty-visited(difficulty) POST
api:difficulty-call-off(difficulty) POST
api:difficulty-join(difficulty) POST
    ..44 ..44 3334 3334 3434 3434 4 4 4 4 4 4 4 s
coordination:hand_on_difficulty(difficulty) POST
api:difficulty-hand-on(difficulty) POST
    ..44 ..44 ...4 ...4 3434 3434 4 4 4 4 4 4 4 s
coordination:say_difficulty(difficulty) POST
coordination:take_back_difficulty(difficulty) POST
api:difficulty-say(difficulty) POST
api:difficulty-take-back(difficulty) POST
    3344 3344 3334 3334 .4.4 .4.4 4 4 4 4 4 4 4 s
# How long the bureau's departments have is the leader's to say.
coordination:difficulty_terms(bureau) GET POST
    3334 3334 ...4 3334 3334 3334 3334 3334 3334 3 3 3 4 s
# --- published answers: read in and below the bureau, and above it
coordination:new_article GET POST
    . . 3 3 3 3 3 3 3 3 3 3 3 s
coordination:article(article) GET
    ...4 ...4 ...4 ...4 ...4 ...4 3334 3334 3334 3 3 3 4 s
coordination:revise_article(article) GET POST
coordination:outdate_article(article) POST
    ..34 ..34 3334 3334 3334 3334 3334 3334 3334 3 3 3 4 s
coordination:article_helped(article) POST
    3334 3334 3334 3334 ...4 ...4 3334 3334 3334 3 3 3 4 s
# --- trainings
coordination:trainings GET
    . . . . 3 3 3 3 3 3 3 3 3 s
coordination:draft_training POST
    . . 3 3 3 3 3 3 3 3 3 3 3 s
"""
