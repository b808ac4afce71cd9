"""A force of any size as arrays: for load tests, benches, and to look at scale.

Nothing here knows a database. `build` makes the arrays; the service
`coordination.services.generating` writes them into one.
"""
