"""Who is let in where: views of lists, columns, many rows; read as `table.TABLE` is."""

from __future__ import annotations

TABLE = """
# --- one's own views and columns; what is kept is asked of the service
desk:views GET
desk:save_view POST
desk:bulk GET POST
    . . . . . . . . . . . . . s
# As the list itself, here that of tasks.
desk:open_plain(known_list) POST
desk:columns(known_list) GET POST
    . . . . . . 3 3 3 3 3 3 3 s
api:view-list GET POST
api:job-list GET
    . . . . . . . . . . . . . s
# Shared with the department: its people find it and take a copy, only its owner
# changes it. (Of 禁毒's and 青砚's nobody else here is a member.)
desk:copy_view(view) POST
desk:open_with(view) POST
api:view-copy(view) POST
api:view-open-with(view) POST
api:view-detail(view) GET
    ..44 ..44 4 4 4 4 4 4 4 4 4 4 4 s
desk:change_view(view) POST
desk:delete_view(view) POST
api:view-detail(view) PATCH DELETE
    ..44 3344 4 4 4 4 4 4 4 4 4 4 4 s
desk:restore_view(gone_view) POST
    ..44 4 4 4 4 4 4 4 4 4 4 4 4 s
# --- an act on many rows: only who began it
desk:bulk_run(bulk) GET
desk:say_bulk(bulk) POST
desk:commit_bulk(bulk) POST
desk:cancel_bulk(bulk) POST
    ..44 4 4 4 4 4 4 4 4 4 4 4 4 s
# --- a file of many rows: only who asked for it
desk:taken(taking) GET
desk:taken_file(taking) GET
    ..44 4 4 4 4 4 4 4 4 4 4 4 4 s
# --- a form that a worker carries out: only who sent it
desk:sent(sent) GET
api:job-detail(sent) GET
api:job-stop(sent) POST
    ..44 4 4 4 4 4 4 4 4 4 4 4 4 s
"""
