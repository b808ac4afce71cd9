"""The conflict engine: plain Python, no framework, no clock of its own."""
