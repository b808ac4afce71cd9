"""Writes that need a verdict: checks, issuing, re-dating."""
