"""Accounts and roles from a file: what its lines are, judged beside those there are."""
