"""A made-up force with a year of tasking behind it, to look around in."""
