"""The detector over many stations at once: arrays in, arrays out.

`sweep` says of every station exactly what `coordination.core.detect.detect` says of
one, every field of every conflict included. Most stations are decided by compiled
loops; the few with a clash, a displacement, or work under limits for which no simple
schedule was found, are handed one by one to `detect` itself (`Findings.exact` tells
which). Without numba, or with YIPAN_NO_NUMBA set, all of them are: slower, and the same
answers.

In::

    Stations(codes, own, capacity, work, events=None, blocks=None, names=None)
      codes     department codes, ascending and without repetition
      own       int32[S]   index of the station's own code in `codes`, -1 if not there
      capacity  Capacity   `of` int32[S]: the profile of a station, UNKNOWN_CAPACITY if
                           not known; profiles may be shared. `at` int64[P + 1] and
                           `start end net present` int64[..]: the periods of profile p
                           are the rows at[p]:at[p + 1], in any order, may overlap
      work      Work       `at` int64[S + 1]: the demands of station s are the rows
                           at[s]:at[s + 1], in any order; `id release due effort limit`
                           int64[N], `priority department` int32[N]
      events    Events     the same by station: `id start end officers` int64[E],
                           `department` int32[E]; the people asked for by name of event
                           e are people[people_at[e]:people_at[e + 1]] (int64, any
                           numbers that tell people apart)
      blocks    Blocks     the same by station: `id start end officers` int64[B]
      names     Names      None: ids are numbers that order as their decimal text ('10'
                           before '9'); else `names.work[id]`, `names.events[id]` and
                           `names.blocks[id]` are the texts, ascending, and
                           `names.people[n]` says who is meant

Minutes since the epoch, milli-officers, units of a milli-officer-minute, as in
`coordination.core.facts`. A release or due that is missing is MISSING, an effort that
is not estimated UNESTIMATED, work without a limit on officers has UNLIMITED.
`work_of`, `grouped` and `pack` build these arrays from columns, from rows in any
order, and from `StationFacts`; `to_facts(stations, s)` leads back to the facts.

Out::

    findings = sweep(stations, as_of=minute, now=minute, first=0, last=None)
      first last           the stations [first, last) this speaks of, F = last - first
      feasible int8[F]     YES, NO or CANNOT_SAY
      deficit  int64[F]    units, -1 when it cannot be said
      overdue overdue_units  int64[F]   how many, and what is left of them
      exact    bool[F]     decided by the detector of one station
      station  int64[K]    conflicts by station, in the order in which `detect` has them
      kind     int8[K]     index into KINDS
      start end release due demand capacity int64[K], displaces overload bool[K]
      victims_at int64[K + 1], victims int64[..]            ids, the first victim first
      members_at int64[K + 1], member int64[..] (ids), member_department int32[..],
        member_units int64[..], member_minimal member_event bool[..]
      departments_at int64[K + 1], departments int32[..] (into `codes`),
        overloads bool[..] (those that exceed the capacity alone)

    conflict_of(stations, findings, k)   the `facts.Conflict`, as `detect` returns it
    conflicts_of(stations, findings, first=0, last=None)   (station, conflict) of many
    verdict_of(stations, findings, s)    the whole `facts.Verdict` of station s

    packed_profiles(stations, until, as_of=minute, first=0, last=None)
                         (room, backlog) of each station as bytes, as
                         `core.profile` and `core.backlog` pack them
    packed_weeks(stations, backlogs, as_of=minute, first=minute)
                         the weeks of each station as bytes, as `core.weekly` packs them

A sweep of many millions of rows is best asked for in slices of some thousand stations
(`first`, `last`): what is found in an overloaded country may be larger than the rows.

Importing this package imports numpy; numba is imported by the first `sweep`. Import it
where a sweep runs, never where a page is served.
"""

from .arrays import (
    CANNOT_SAY,
    KINDS,
    MISSING,
    NO,
    UNESTIMATED,
    UNKNOWN_CAPACITY,
    UNLIMITED,
    YES,
    Blocks,
    Capacity,
    Events,
    Findings,
    Names,
    Stations,
    Work,
    grouped,
    work_of,
)
from .facing import conflict_of, conflicts_of, to_facts, verdict_of
from .packing import pack
from .profiles import packed_profiles
from .sweeping import sweep
from .weekly import packed_weeks

__all__ = [
    "CANNOT_SAY",
    "KINDS",
    "MISSING",
    "NO",
    "UNESTIMATED",
    "UNKNOWN_CAPACITY",
    "UNLIMITED",
    "YES",
    "Blocks",
    "Capacity",
    "Events",
    "Findings",
    "Names",
    "Stations",
    "Work",
    "conflict_of",
    "conflicts_of",
    "grouped",
    "pack",
    "packed_profiles",
    "packed_weeks",
    "sweep",
    "to_facts",
    "verdict_of",
    "work_of",
]
