"""Who is let in where among report forms and answers; read as `table.TABLE` is."""

from __future__ import annotations

TABLE = """
coordination:report_forms GET
    . . . . 3 3 3 3 3 3 3 3 3 s
api:reportform-list GET
    . . . . . . . . . . . . . s
api:reportform-detail(form) GET
    ..44 ..44 ...4 ...4 4 4 4 4 4 4 4 4 4 s
api:directive-form(asked) GET
    ..44 ..44 ...4 ...4 .4.4 .4.4 4 4 ...4 4 4 4 4 s
api:directive-answers(asked) GET
    ..44 ..44 ...4 ...4 3434 3434 4 4 3334 4 4 4 4 s
api:assignment-answers(asked_at) GET
    ..44 ..44 ...4 ...4 .4.4 .4.4 4 4 3334 4 4 4 4 s
api:assignment-answers(asked_at) PATCH
    3344 3344 3334 3334 .4.4 .4.4 4 4 3334 4 4 4 4 s
coordination:report_form(form) GET
coordination:report_form_file(form) GET
    ..44 ..44 ...4 ...4 4 4 4 4 4 4 4 4 4 s
coordination:correct_form(form_field) POST
    ..44 ..44 3334 3334 4 4 4 4 4 4 4 4 4 s
coordination:directive_form(asking) GET POST
coordination:directive_form_file(asking) GET
coordination:reuse_answers(asking) POST
    ..44 ..44 3334 3334 4 4 4 4 3334 4 4 4 4 s
# A station hands its answers in; the others' it does not read.
coordination:answer_form(asked_at) GET POST
coordination:answer_form_file(asked_at) GET
    3344 3344 3334 3334 .4.4 .4.4 4 4 3334 4 4 4 4 s
coordination:answers_at(asked_at) GET
    ..44 ..44 ...4 ...4 .4.4 .4.4 4 4 3334 4 4 4 4 s
coordination:collation(asked) GET
coordination:collation_seen(asked) POST
    ..44 ..44 ...4 ...4 3434 3434 4 4 3334 4 4 4 4 s
coordination:series_answers(series) GET
    ..44 ..44 ...4 ...4 4 4 4 4 3334 4 4 4 4 s
"""
