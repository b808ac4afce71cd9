"""pandas: the same test with merges and running sums, a few stations at a time."""

from __future__ import annotations

import numpy as np
import pandas as pd
from common import Columns, answer

STATIONS = 200


def decide(given: Columns) -> np.ndarray:
    work = pd.DataFrame(given)
    found = []
    for _part, some in work.groupby(work["station"] // STATIONS):
        releases = some[["station", "start"]].drop_duplicates()
        pairs = releases.merge(some, on="station", suffixes=("", "_own"))
        pairs = pairs[pairs["start_own"] >= pairs["start"]]
        keys = ["station", "start", "end"]
        due = pairs.groupby(keys, as_index=False)["effort"].sum()
        demand = due.groupby(["station", "start"])["effort"].cumsum()
        found.append(due["station"][demand > due["end"] - due["start"]].unique())
    return np.concatenate(found)


if __name__ == "__main__":
    answer(decide)
