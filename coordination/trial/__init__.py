"""Trying the engine on one's own table: words, template, answer, and the limits."""
