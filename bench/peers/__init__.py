"""Other ways to the same answer, each in a process and with a library of its own."""
