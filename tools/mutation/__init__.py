"""The parts of `make mutants`: change, cover, try, remember, leave out."""
