"""Lists taken out of their pages: as a workbook, as CSV, or to be printed.

A page that shows a list says of what columns it consists and where its rows come from,
with the filter that is on screen; the rest is the same for all of them:

    if taking := kind_asked(request):
        return taken_out(request, taking, some_list(rows))
"""

from desk.lists.answers import kind_asked, taken_out
from desk.lists.table import (
    MOST_ROWS,
    Column,
    Listing,
    as_due,
    as_hours,
    as_time,
    of_cells,
    pieces,
)

__all__ = [
    "MOST_ROWS",
    "Column",
    "Listing",
    "as_due",
    "as_hours",
    "as_time",
    "kind_asked",
    "of_cells",
    "pieces",
    "taken_out",
]
