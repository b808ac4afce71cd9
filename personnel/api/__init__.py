"""Officers, postings and leave for other systems."""
