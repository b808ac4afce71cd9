"""Clock, track and sorting against definitions that count minute by minute."""

import random

import numpy as np
import pytest

from coordination.core.clock import CapacityClock, summed
from coordination.core.facts import Period
from coordination.core.force import machine, sorting
from coordination.core.track import Track


class Cells:
    """A machine of speed 1 as a list of cells, taken or free."""

    def __init__(self):
        self.taken = [False] * 80

    def place(self, opens, closes, effort):
        free = [t for t in range(opens, 80) if not self.taken[t]][:effort]
        if free[-1] >= closes:
            return False
        for t in free:
            self.taken[t] = True
        return True

    def place_part(self, opens, closes, effort):
        room = sum(not t for t in self.taken[opens:closes])
        placed = min(effort, room)
        if placed:
            assert self.place(opens, closes, placed)
        start = next((a for a, b in self.blocks() if a <= opens <= b), opens)
        return placed, start

    def blocks(self):
        edges = [t for t in range(80) if self.taken[t] != (t and self.taken[t - 1])]
        return list(zip(edges[::2], edges[1::2], strict=True))


def asked(rng):
    """Work in order of its due, as every caller has it."""
    jobs = []
    for _ in range(12):
        opens = rng.randint(0, 30)
        jobs.append((opens, opens + rng.randint(0, 20), rng.randint(1, 8)))
    return sorted(jobs, key=lambda job: job[1])


@pytest.mark.parametrize("seed", range(40))
def test_the_track_takes_the_first_free_cells(seed):
    rng = random.Random(seed)
    track, cells = Track(), Cells()
    for opens, closes, effort in asked(rng):
        if rng.random() < 0.6:
            assert track.place(opens, closes, effort) == cells.place(
                opens, closes, effort
            )
        else:
            got = track.place_part(opens, closes, effort)
            assert got == cells.place_part(opens, closes, effort)
        blocks = list(zip(track._starts, track._ends, strict=True))
        assert blocks == cells.blocks()


@pytest.mark.parametrize("seed", range(40))
def test_the_compiled_track_does_the_same(seed):
    rng = random.Random(seed)
    starts, ends, count = np.zeros(30, np.int64), np.zeros(30, np.int64), 0
    cells = Cells()
    for opens, closes, effort in asked(rng):
        after = machine.place(starts, ends, count, opens, closes, effort)
        assert bool(after) == cells.place(opens, closes, effort)
        count = after or count
        blocks = zip(starts[:count].tolist(), ends[:count].tolist(), strict=True)
        assert list(blocks) == cells.blocks()


@pytest.mark.parametrize("seed", range(40))
def test_what_is_left_over_is_what_the_cells_cannot_take(seed):
    rng = random.Random(seed)
    jobs, cells = asked(rng), Cells()
    missing = sum(job[2] - cells.place_part(*job)[0] for job in jobs)
    columns = [np.array(column, np.int64) for column in zip(*jobs, strict=True)]
    by_opens = np.argsort(columns[0], kind="stable")
    scratch = [np.zeros(len(jobs) + 1, np.int64) for _ in range(4)]
    order = np.arange(len(jobs))
    told = machine.unplaced(len(jobs), order, by_opens, *columns, *scratch)
    assert told == missing


@pytest.mark.parametrize("seed", range(40))
def test_rows_are_sorted_by_key_then_urgency_then_id(seed):
    rng = random.Random(seed)
    n = rng.choice([0, 1, 2, 11, 12, 13, 40, 150])
    spread = rng.choice([0, 1, 5, 10**6, 2**60])
    keys = [rng.randint(-spread, spread) for _ in range(n)]
    if rng.random() < 0.3:  # nearly all in one bucket
        keys = [k % 7 for k in keys[:-1]] + [10**9] * min(n, 1)
    then = [rng.randint(0, 2) for _ in range(n)]
    ids = rng.sample(range(10 ** rng.choice([3, 5, 17])), n)
    textual = rng.random() < 0.5
    text = [sorting.text_key(id_) for id_ in ids] if textual else ids
    order = np.array(rng.sample(range(n), n), np.int64)
    sorting.sort_by(
        order,
        np.zeros(n, np.int64),
        np.zeros(n + 1, np.int64),
        n,
        np.array(keys, np.int64),
        np.array(then, np.int64),
        np.array(text, np.int64),
        np.array(ids, np.int64),
    )
    ranked = sorted(
        range(n), key=lambda i: (keys[i], then[i], str(ids[i]) if textual else ids[i])
    )
    assert order.tolist() == ranked


def test_numbers_compare_as_their_text():
    edges = [0, 1, 9, 10, 11, 19, 90, 99, 100, 101, 999, 10**17, 10**18 - 1, 10**18]
    edges += [10**18 + 1, 2**62, 2**63 - 1, 922337203685477580]
    for a in edges:
        for b in edges:
            keys = [(sorting.text_key(n), n) for n in (a, b)]
            assert (keys[0] < keys[1]) == (str(a) < str(b)), (a, b)


@pytest.mark.parametrize("seed", range(60))
def test_the_clock_counts_minute_by_minute(seed):
    rng = random.Random(seed)
    as_of = rng.choice([0, 4])
    rows = [
        Period(start := rng.randint(0, 20), start + rng.randint(0, 8), rate, rate)
        for rate in rng.choices([0, 1, 2, 3, 7], k=rng.randint(0, 5))
    ]
    clock = CapacityClock.from_periods(rows, as_of=as_of)

    def rate(minute):
        return sum(p.officers for p in rows if p.start <= minute < p.end)

    assert clock.total == sum(map(rate, range(as_of, 40)))
    for start in range(as_of, 32):
        end = start + rng.randint(0, 8)
        inside = range(start, end)
        assert clock.between(start, end) == sum(map(rate, inside))
        assert clock.highest_rate(start, end) == max(map(rate, inside), default=0)
        pieces = clock.rates(start, end)
        assert all(low < high and level for low, high, level in pieces)
        spread = {t: level for low, high, level in pieces for t in range(low, high)}
        assert spread == {t: rate(t) for t in inside if rate(t)}
        assert sum(high - low for low, high, _ in pieces) == len(spread)
    level = [sum(map(rate, range(as_of, t))) for t in range(45)]
    for work in range(-1, clock.total + 2):
        reached = [t for t in range(as_of, 45) if level[t] >= work]
        assert clock.earliest(work) == (reached[0] if reached else None)
        held = [t for t in range(45) if level[t] <= max(work, 0)]
        assert clock.latest(work) == (None if max(work, 0) >= clock.total else held[-1])
    everything = {t: r for low, high, r in clock.pieces() for t in range(low, high)}
    assert everything == {t: rate(t) for t in range(as_of, 40) if rate(t)}
    starts, rates, before = clock.ramps()
    assert all(rates)
    assert before == [level[t] for t in starts]
    for t in range(as_of, 40):
        ramp = max((i for i, start in enumerate(starts) if start <= t), default=None)
        if rate(t):
            assert ramp is not None
            assert rates[ramp] == rate(t)


def test_a_block_that_ends_where_work_opens_is_the_one_it_meets():
    track = Track()
    assert track.place(0, 5, 5)
    assert track.place_part(5, 5, 3) == (0, 0)
    assert track.place_part(6, 6, 3) == (0, 6)
    assert track.place_part(5, 9, 3) == (3, 0)


def test_pieces_of_no_length_add_up_to_nothing():
    assert summed([(0, 10, 1), (5, 5, 9)]) == [(0, 10, 1)]
