"""Officers, posts, postings, leave and whole forces as tables: out, and in again.

A file is read, judged line by line against what is there, shown as a difference, and
put in force as a whole or not at all. What is written here by `personnel.services`.
"""
