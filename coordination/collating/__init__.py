"""What stations reported by a form, read together."""
