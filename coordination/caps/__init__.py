"""How much departments ask of stations in a quarter, beside what was agreed."""
