"""What departments put on stations in a period: hours, short notice, ratios, rows."""
