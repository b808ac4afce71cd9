"""The gallery: every token and every component, made by what makes the pages.

A component that stands only here is a mistake, and so is one that is missing here.
"""
