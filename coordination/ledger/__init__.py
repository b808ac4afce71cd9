"""A station's task ledger: everything one page says, read in a fixed number of queries
and put into words and pictures."""
