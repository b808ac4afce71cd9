"""Files that people hand in: read entry by entry, and all that is wrong is said."""
