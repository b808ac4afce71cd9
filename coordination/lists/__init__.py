"""The lists of this room as they are taken out of their pages, see `desk.lists`."""
