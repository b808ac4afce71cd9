"""Minutes of the engine and instants of the database."""

import datetime as dt


def instant(minute: int) -> dt.datetime:
    """The aware instant of a minute since the epoch."""
    return dt.datetime.fromtimestamp(minute * 60, dt.UTC)
