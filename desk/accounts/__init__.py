"""Accounts: everybody's for who keeps them, one's own sessions and password."""
