"""Deployment by calculation: postings that would let the force miss less work.

`curves` says what each station misses with fewer and with more officers, `supply` who
may go where, `reckoning` brings both to `core.deployment` and tells what came of it.
"""
