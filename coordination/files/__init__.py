"""Station files for people without an account: read, check, answer."""
