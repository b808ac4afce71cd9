"""The user guide: one Markdown page per role and language, read in the product."""
