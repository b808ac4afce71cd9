"""Stations below a bureau counted by the database: of forty thousand only those that
are shown are read."""
