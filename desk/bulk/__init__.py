"""One act on many rows of a list, each through the service that does it to one.

Whoever ticks rows, or takes all that match, is shown what would happen to each and
which are left out and why; what is committed are these rows, each in the version that
was seen. A room says in `acts` what may be done, to which list; see docs/adr/0051.
"""
