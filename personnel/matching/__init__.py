"""Two-way selection: officers rank posts, chiefs rank officers, neither is forced.

`solve.matched(market)` takes the facts and gives who goes where, with the pairs that
would rather break it up: none, where it is stable. `explaining.explained` says of
everybody unmatched and of every open place why; `what_if.compared` tries out a change.
Plain Python, no framework. docs/matching.md says what stable means here, and why the
answer is.
"""
