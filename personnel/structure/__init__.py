"""How officers are spread over HQ and stations, month by month."""
