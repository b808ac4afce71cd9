"""Two-way selection: officers rank posts, chiefs rank officers, neither is forced.

`solve.matched(market)` takes the facts and gives who goes where, with the pairs that
would rather break it up: none, where it is stable. Plain Python, no framework.
"""
