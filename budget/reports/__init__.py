"""Where money stops and how long it takes, reckoned from the ledger."""
