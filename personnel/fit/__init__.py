"""Does a person fit a post, and why: plain Python, no framework, no database.

`bars` says what excludes him, `scoring` what speaks for him and how much it weighs.
Nothing is asked but what `facts` holds: no age, sex, people or family.
"""
