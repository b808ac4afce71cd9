"""What tasks really took, as stations report it, beside what was estimated."""
