"""An independent judge: max-flow over elementary intervals, and brute force.

Shares nothing with the engine but its facts. Events are demands of their own here,
one per elementary interval, instead of being taken off the capacity beforehand.
"""

from collections import deque
from dataclasses import replace
from itertools import pairwise


class Dinic:
    def __init__(self):
        self.graph = []

    def node(self):
        self.graph.append([])
        return len(self.graph) - 1

    def edge(self, a, b, capacity):
        self.graph[a].append([b, capacity, len(self.graph[b])])
        self.graph[b].append([a, 0, len(self.graph[a]) - 1])

    def levels(self, source, sink):
        level = {source: 0}
        queue = deque([source])
        while queue:
            here = queue.popleft()
            for there, capacity, _ in self.graph[here]:
                if capacity and there not in level:
                    level[there] = level[here] + 1
                    queue.append(there)
        return level if sink in level else None

    def push(self, here, sink, most, level, nexts):
        if here == sink:
            return most
        while nexts[here] < len(self.graph[here]):
            edge = self.graph[here][nexts[here]]
            if edge[1] and level.get(edge[0]) == level[here] + 1:
                got = self.push(edge[0], sink, min(most, edge[1]), level, nexts)
                if got:
                    edge[1] -= got
                    self.graph[edge[0]][edge[2]][1] += got
                    return got
            nexts[here] += 1
        return 0

    def flow(self, source, sink):
        total = 0
        while level := self.levels(source, sink):
            nexts = [0] * len(self.graph)
            while got := self.push(source, sink, 10**18, level, nexts):
                total += got
        return total


def live(facts, now):
    return [
        d
        for d in facts.demands
        if d.due is not None and d.due > now and d.effort is not None
    ]


def grid(facts, as_of):
    points = {as_of}
    for p in facts.capacity:
        points |= {p.start, p.end}
    for e in facts.events:
        points |= {e.start, e.end}
    for d in facts.demands:
        points |= {x for x in (d.release, d.due) if x is not None}
    points = sorted(x for x in points if x >= as_of)
    return list(pairwise(points))


def rate(periods, minute, field="officers"):
    return sum(getattr(p, field) for p in periods if p.start <= minute < p.end)


def need(event):
    return max(event.officers, 1000 * len(event.attendees))


def running(events, minute):
    return sorted(
        (e for e in events if e.start <= minute < e.end),
        key=lambda e: (e.start, e.id),
    )


def event_rates(facts, minute):
    """What each running event takes of the net rate, first come first served."""
    left = min(rate(facts.capacity, minute), rate(facts.capacity, minute, "present"))
    taken = []
    for event in running(facts.events, minute):
        use = min(need(event), left)
        left -= use
        taken.append((event, use))
    return taken


def deficit(facts, *, as_of, now):
    """Total effort minus max-flow, events included as fixed demands."""
    net = Dinic()
    source, sink = net.node(), net.node()
    total = 0
    demands = [(d, net.node()) for d in live(facts, now)]
    for d, node in demands:
        net.edge(source, node, d.effort)
        total += d.effort
    for a, b in grid(facts, as_of):
        supply = rate(facts.capacity, a) * (b - a)
        if not supply:
            continue
        slot = net.node()
        net.edge(slot, sink, supply)
        for d, node in demands:
            begin = as_of if d.release is None else max(d.release, as_of)
            if begin <= a and b <= d.due:
                limit = d.max_officers
                room = supply if limit is None else min(supply, limit * (b - a))
                net.edge(node, slot, room)
        for _, use in event_rates(facts, a):
            piece = net.node()
            net.edge(source, piece, use * (b - a))
            net.edge(piece, slot, use * (b - a))
            total += use * (b - a)
    return total - net.flow(source, sink)


def capacity_between(facts, start, end):
    return sum(
        p.officers * max(0, min(p.end, end) - max(p.start, start))
        for p in facts.capacity
    )


def event_units(facts, start, end):
    """Units each event takes in [start, end), by id."""
    cuts = {start, end}
    for x in (*facts.capacity, *facts.events):
        cuts |= {t for t in (x.start, x.end) if start < t < end}
    cuts = sorted(cuts)
    units = {}
    for a, b in pairwise(cuts):
        for event, use in event_rates(facts, a):
            units[event.id] = units.get(event.id, 0) + use * (b - a)
    return {key: value for key, value in units.items() if value}


def inside(facts, start, end, *, as_of, now):
    """Live demands with work whose window, less idle time, lies in [start, end)."""

    def c(minute):
        return capacity_between(facts, as_of, max(minute, as_of))

    low, high = c(start), c(end)
    return {
        d.id: d.effort
        for d in live(facts, now)
        if d.effort
        and min(c(d.release if d.release is not None else as_of), c(d.due)) >= low
        and c(d.due) <= high
    }


def competing(facts, *, as_of):
    """Whether events somewhere need more than the station has to give."""
    return any(
        sum(need(event) - use for event, use in event_rates(facts, a))
        for a, _ in grid(facts, as_of)
    )


def only(facts, demands, events):
    """The same station with only these demands and events, by id."""
    return replace(
        facts,
        demands=tuple(d for d in facts.demands if d.id in demands),
        events=tuple(e for e in facts.events if e.id in events),
    )


def clash_sets(facts, *, as_of):
    """Maximal simultaneous sets above the presence, by trying every minute cut."""
    cuts = sorted(
        {as_of}
        | {t for x in (*facts.capacity, *facts.events) for t in (x.start, x.end)}
    )
    over = set()
    for minute in cuts:
        if minute < as_of:
            continue
        now_on = [e for e in running(facts.events, minute) if need(e)]
        if sum(map(need, now_on)) > rate(facts.capacity, minute, "present"):
            over.add(frozenset(e.id for e in now_on))
    return {s for s in over if not any(s < t for t in over)}


def attendee_sets(facts, *, as_of):
    """Maximal simultaneous sets of at least two events that share a person."""
    found = set()
    for name in {a for e in facts.events for a in e.attendees}:
        events = [e for e in facts.events if name in e.attendees]
        sets = set()
        for minute in {max(e.start, as_of) for e in events}:
            now_on = frozenset(e.id for e in running(events, minute))
            if len(now_on) > 1:
                sets.add(now_on)
        found |= {s for s in sets if not any(s < t for t in sets)}
    return found
