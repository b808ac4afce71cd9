"""Random and adversarial selections, small ones for the oracle and large ones."""

from dataclasses import replace

from personnel.matching.facts import Couple, Group, Market, Officer, Post


def small(rng, *, groups=False):
    """Up to five officers and four posts, everything odd now and then."""
    officers = [f"o{n}" for n in range(rng.randint(0, 5))]
    posts = [f"p{n}" for n in range(rng.randint(0, 4))]
    return Market(
        tuple(
            Post(p, rng.choice([0, 1, 1, 1, 2, 6]), some(rng, officers)) for p in posts
        ),
        tuple(Officer(o, some(rng, posts)) for o in officers),
        bars(rng, officers, posts) if rng.random() < 0.3 else frozenset(),
        nested(rng, posts) if groups else (),
    )


def coupled(rng, market, count=1, choices=6):
    """Some officers of a market choose in pairs instead."""
    names = [officer.id for officer in market.officers]
    rng.shuffle(names)
    posts = [post.id for post in market.posts]
    couples = []
    for n in range(min(count, len(names) // 2)):
        # Where a couple wants to be together, its pairs are often of one post.
        pairs = [(p, q) for p in [*posts, None] for q in [*posts, None] if p or q]
        together = [(p, p) for p in posts]
        pairs = pairs if rng.random() < 0.7 else together
        ranks = rng.sample(pairs, min(len(pairs), rng.randint(1, choices)))
        couples.append(Couple((names[2 * n], names[2 * n + 1]), tuple(ranks)))
    both = {officer for couple in couples for officer in couple.officers}
    officers = tuple(
        replace(each, ranks=()) if each.id in both else each for each in market.officers
    )
    return replace(market, officers=officers, couples=tuple(couples))


def full(rng, *, groups=False):
    """Everybody ranks all, for few places: with couples it is often not stable."""
    officers, posts = [f"o{n}" for n in range(5)], ["p0", "p1", "p2"]
    return Market(
        tuple(
            Post(p, rng.choice((1, 1, 2)), tuple(rng.sample(officers, 5)))
            for p in posts
        ),
        tuple(Officer(o, tuple(rng.sample(posts, 3))) for o in officers),
        groups=nested(rng, posts) if groups else (),
    )


def some(rng, ids):
    """A list of some of them in any order; often of all, now and then of none."""
    count = rng.choice([len(ids), len(ids), rng.randint(0, len(ids))])
    return tuple(rng.sample(ids, count))


def bars(rng, officers, posts):
    return frozenset(
        (officer, post) for officer in officers for post in posts if rng.random() < 0.2
    )


def nested(rng, posts):
    """A tree of groups: posts are cut in two again and again."""
    found = []
    waiting = [tuple(rng.sample(posts, len(posts)))]
    while waiting:
        part = waiting.pop()
        if not part:
            continue
        if rng.random() < 0.7:
            most = rng.choice([None, 0, 1, 1, 2, 3])
            least = rng.randint(0, 2) if most is None else rng.randint(0, most)
            found.append(Group(f"g{len(found)}", part, most, least))
        if len(part) > 1:
            cut = rng.randint(1, len(part) - 1)
            waiting += [part[:cut], part[cut:]]
    rng.shuffle(found)
    return tuple(found)


def large(rng, officers=60, posts=12, choices=6, *, groups=False):
    """What the oracle cannot try; stable by the definition all the same."""
    names = [f"o{n}" for n in range(officers)]
    places = [f"p{n}" for n in range(posts)]
    ranks = {o: rng.sample(places, min(choices, posts)) for o in names}
    wanted = {p: [o for o in names if p in ranks[o]] for p in places}
    for each in wanted.values():
        rng.shuffle(each)
    share = max(1, officers // max(1, posts))
    return Market(
        tuple(Post(p, rng.randint(0, share + 1), tuple(wanted[p])) for p in places),
        tuple(Officer(o, tuple(ranks[o])) for o in names),
        groups=nested(rng, places) if groups else (),
    )


def cyclic(n):
    """Every list turned by one: the most proposals there can be, n² − n + 1."""
    names, places = [f"o{k}" for k in range(n)], [f"p{k}" for k in range(n)]
    turned = [places[k : n - 1] + places[:k] + places[n - 1 :] for k in range(n - 1)]
    chiefs = [names[k + 1 :] + names[: k + 1] for k in range(n - 1)]
    return Market(
        tuple(
            Post(p, 1, tuple(ranks))
            for p, ranks in zip(places, [*chiefs, names], strict=True)
        ),
        tuple(
            Officer(o, tuple(ranks))
            for o, ranks in zip(names, [*turned, turned[0]], strict=True)
        ),
    )


def alike(n, capacity):
    """Everybody ranks the same."""
    names, places = [f"o{k}" for k in range(n)], [f"p{k}" for k in range(n)]
    return Market(
        tuple(Post(p, capacity, tuple(names)) for p in places),
        tuple(Officer(o, tuple(places)) for o in names),
    )


def one_sided(n):
    """Officers want every post, chiefs want nobody, and the other way round."""
    names, places = [f"o{k}" for k in range(n)], [f"p{k}" for k in range(n)]
    half = n // 2
    return Market(
        tuple(Post(p, 2, tuple(names[half:])) for p in places),
        tuple(
            Officer(o, tuple(places) if k < half else ()) for k, o in enumerate(names)
        ),
    )


def hard(rng):
    """One of the families that are hardest, small enough for the oracle."""
    family = rng.choice([cyclic, alike, one_sided, unwanted, closed, roomy])
    if family is cyclic:
        return cyclic(rng.randint(2, 5))
    if family is one_sided:
        return one_sided(rng.randint(1, 5))
    if family is alike:
        return alike(rng.randint(1, 4), rng.randint(0, 2))
    return family(rng)


def unwanted(rng):
    """Nobody ranks anything, or only one side does."""
    market = small(rng)
    if rng.random() < 0.5:
        market = replace(
            market, posts=tuple(replace(p, ranks=()) for p in market.posts)
        )
    officers = tuple(replace(each, ranks=()) for each in market.officers)
    return replace(market, officers=officers)


def closed(rng):
    """No post has a place."""
    market = full(rng)
    return replace(market, posts=tuple(replace(p, capacity=0) for p in market.posts))


def roomy(rng):
    """Every post has places for more than there are."""
    market = full(rng, groups=rng.random() < 0.5)
    return replace(market, posts=tuple(replace(p, capacity=9) for p in market.posts))
