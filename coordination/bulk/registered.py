"""Every act on many rows of this room, and where their rows come from."""

from coordination.bulk import own, parts, pieces, rows, tasks

__all__ = ["own", "parts", "pieces", "rows", "tasks"]
