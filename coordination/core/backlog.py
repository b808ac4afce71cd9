"""The work and the clock of a station, packed, for orders that begin later.

The room for an order hangs on when it may begin, so for a release in the future it is
rebuilt; from here, without reading rows or making a clock, it takes one pass over the
work (see `staircase`). As everything is held that a preview shows, it also answers
where an order does not fit.

Packed::

    version, 'i' or 'q', flags, 5 bytes of nothing; then integers of 4 or 8 bytes:
    since until highest ramps jobs draws
    start[ramps] rate[ramps] value[ramps + 1]     the free clock, see `ramps`
    opens closes effort release due department    [jobs] each, ascending by closes
    start end rate department                     [draws] each: what events take

and then the departments' codes, one to a line. Units and minutes as in `profile`.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from . import ramps
from .facts import Demand
from .preview import Preview, by_department
from .profile import FIELDS, HEAD, LIMITED, UNESTIMATED, UNKNOWN, VERSION, Held, packed
from .staircase import Staircase


class Backlog:
    """A packed backlog as it is read; ValueError for a version that is not ours."""

    __slots__ = (
        "_clock",
        "_codes",
        "_draws",
        "_jobs",
        "_stairs",
        "flags",
        "highest",
        "since",
        "until",
    )

    flags: int
    since: int
    until: int
    highest: int

    def __init__(self, packed: bytes | memoryview) -> None:
        version, code, self.flags = HEAD.unpack_from(packed)
        if version != VERSION:
            raise ValueError(f"a backlog of version {version}")
        view = memoryview(packed)[HEAD.size :]
        size = 4 if code == b"i" else 8
        head = view[: FIELDS * size].cast(code.decode()).tolist()
        self.since, self.until, self.highest, count, jobs, draws = head
        length = ramps.width(count) + 6 * jobs + 4 * draws
        body = view[FIELDS * size : (FIELDS + length) * size].cast(code.decode())
        self._codes = bytes(view[(FIELDS + length) * size :]).decode().split("\n")
        place = ramps.width(count)
        self._clock = body[:place].tolist()
        self._jobs = columns(body[place : place + 6 * jobs], 6)
        self._draws = columns(body[place + 6 * jobs :], 4)
        self._stairs = Staircase(*self._jobs[:3])

    @property
    def known(self) -> bool:
        return not self.flags & UNKNOWN

    def answers(self, demand: Demand) -> bool:
        """Whether `preview` can tell of such an order."""
        if self.flags & (UNKNOWN | LIMITED):
            return self.flags & UNKNOWN > 0
        limit, release = demand.max_officers, max(demand.release or 0, self.since)
        due = self.until if demand.due is None else demand.due
        begins = release <= due <= self.until
        return begins and (limit is None or limit >= self.highest)

    def preview(self, demand: Demand) -> Preview | None:
        """What `core.preview` says as of ``since``; None where only it can tell."""
        if self.flags & UNKNOWN or demand.effort is None:
            return Preview("unknown")
        release = max(demand.release or 0, self.since)
        if demand.effort and demand.due is not None and demand.due <= self.since:
            return None
        opens = self._at(release)
        earliest = self._earliest(opens, release, demand.effort)
        if earliest is None:
            return None
        found = Preview("fits")
        if demand.due is not None:
            found = self._tightest(demand, opens, release, max(demand.due, self.since))
        verdict = "unknown" if self.flags & UNESTIMATED else found.verdict
        return replace(found, verdict=verdict, earliest_due=earliest)

    def inside(self, start: int, end: int) -> list[tuple[str, int]]:
        """Units of all work wholly inside [start, end) and of events, by department,
        the most first; of what is packed alone."""
        _opens, _closes, efforts, releases, dues, who = self._jobs
        parts = [
            (self._codes[code], units)
            for code, units, release, due in zip(
                who, efforts, releases, dues, strict=True
            )
            if release >= start and due <= end
        ]
        for begin, finish, rate, code in zip(*self._draws, strict=True):
            low, high = max(begin, start), min(finish, end)
            if low < high:
                parts.append((self._codes[code], rate * (high - low)))
        return list(by_department(parts))

    def _at(self, minute: int) -> int:
        return ramps.reached(self._clock, 0, len(self._clock) // 3, minute)

    def _earliest(self, opens: int, release: int, effort: int) -> int | None:
        close = self._stairs.earliest_close(opens, effort)
        found = ramps.first(self._clock, 0, len(self._clock) // 3, close)
        if found is None:
            return None
        return max(found, release, self.since + 1 if effort else release)

    def _tightest(self, demand: Demand, opens: int, release: int, due: int) -> Preview:
        """The tightest window around the order, the order included."""
        effort = demand.effort or 0
        tight = self._stairs.tightest(opens, self._at(due), effort)
        starts, closes, efforts, releases, dues, who = self._jobs
        inside = [
            i
            for i in range(bisect_right(closes, tight.closes))
            if starts[i] >= tight.opens
        ]
        start = min([release, *(releases[i] for i in inside)])
        end = max([due, *(dues[i] for i in inside)])
        codes = self._codes
        parts = [(demand.department, effort)]
        parts += [(codes[who[i]], efforts[i]) for i in inside]
        for begin, finish, rate, code in zip(*self._draws, strict=True):
            low, high = max(begin, start), min(finish, end)
            if low < high:
                parts.append((codes[code], rate * (high - low)))
        asked = sum(units for _, units in parts)
        return Preview(
            "conflict" if tight.excess > 0 else "fits",
            (start, end),
            asked,
            asked - tight.excess,
            max(tight.excess, 0),
            by_department(parts),
        )


def pack_backlog(held: Held) -> bytes:
    """The backlog of a station."""
    given, since, until = held.given, held.since, held.until
    if given is None or held.flags & LIMITED:
        return packed(held.flags, [since, until, 0, 0, 0, 0, 0])
    starts, rates, before = given.free.ramps()
    jobs = held.jobs
    codes = {job.demand.department for job in jobs}
    codes |= {event.department for event, _ in given.draws}
    names = sorted(codes)
    place = {code: i for i, code in enumerate(names)}
    fields = [since, until, max(rates, default=0), len(starts), len(jobs)]
    draws = sorted(
        (*piece, place[event.department])
        for event, clock in given.draws
        for piece in clock.pieces()
    )
    fields += [len(draws), *starts, *rates, *before, given.free.total]
    if jobs:
        demands, release, due, effort, _, _, opens, closes, _ = zip(*jobs, strict=True)
        for column in (opens, closes, effort, release, due):
            fields += column
        fields += [place[demand.department] for demand in demands]
    for column in zip(*draws, strict=True):
        fields += column
    return packed(held.flags, fields) + "\n".join(names).encode()


def columns(held: memoryview, count: int) -> list[list[int]]:
    """So many columns of equal length, one after the other."""
    rows = len(held) // count
    return [held[i * rows : (i + 1) * rows].tolist() for i in range(count)]
