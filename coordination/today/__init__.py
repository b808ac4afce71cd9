"""A person's day: what waits for him, what he waits for, which dates come next."""
