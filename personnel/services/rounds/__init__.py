"""Every write about rounds of two-way selection.

Each act locks the round: a phase that ends and something handed in at that moment come
one after the other, and what comes second is told.
"""
