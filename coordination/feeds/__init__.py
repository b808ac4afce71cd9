"""Dates as calendar programs read them: of a station, and of a person.

What stands in a feed is what its reader may see at the moment he fetches it.
"""
