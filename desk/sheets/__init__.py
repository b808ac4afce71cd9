"""Tables that people keep in files: read with care, written so that nothing runs."""
