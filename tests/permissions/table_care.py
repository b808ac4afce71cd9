"""Who is let in where: visits, notes, commendations; read as `table.TABLE` is."""

from __future__ import annotations

TABLE = """
# --- visits: what one sees of them differs, see the models
personnel:visits GET
personnel:notes GET POST
personnel:commendations GET
    . . . . . . . . . . . . . s
personnel:new_visit GET POST
    3 . 3 3 . 3 . 3 3 3 3 3 3 s
# This one is a leader's to pay; the chief may only say that it is not needed.
personnel:visit(visit) GET
    4 4 ...4 4 .4.4 4 ...4 4 4 4 4 4 4 s
personnel:pay_visit(visit) POST
    4 4 ...4 4 3434 4 ...4 4 4 4 4 4 4 s
personnel:drop_visit(visit) POST
    4 4 3334 4 .4.4 4 ...4 4 4 4 4 4 4 s
personnel:occasions(bureau) GET
personnel:adopt_occasions(bureau) POST
personnel:add_occasion(bureau) POST
personnel:change_occasion(occasion) GET POST
    3334 3334 3334 3334 3334 3334 ...4 3334 3334 3 3 3 4 s

# --- notes: the two people, whatever anybody else's role
personnel:remove_note(note) POST
    4 4 4 4 .4.4 4 4 4 4 4 4 4 4 s

# --- commendations: nominated by 经办人, and nothing is published yet
personnel:nominate GET POST
    . . . . . . . . . . . . 3 s
personnel:commendation(commendation) GET
personnel:commendation_file(commendation_paper) GET
    ..44 4 ...4 4 .4.4 4 ...4 4 4 4 4 4 4 s
personnel:endorse_commendation(commendation) POST
personnel:decline_commendation(commendation) POST
    3344 4 3334 4 .4.4 4 3334 4 4 4 4 4 4 s
personnel:publish_commendation(commendation) POST
    3344 4 ...4 4 3434 4 ...4 4 4 4 4 4 4 s
personnel:withdraw_commendation(commendation) POST
    ..44 4 3334 4 3434 4 3334 4 4 4 4 4 4 s
api:commendation-list GET
api:commendation-counts GET
    . . . . . . . . . . . . . s
api:commendation-detail(commendation) GET
    4 4 4 4 4 4 4 4 4 4 4 4 4 s
"""
