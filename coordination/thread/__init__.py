"""A proposal as one person reads it: who has yet to say what, and is it feasible."""
