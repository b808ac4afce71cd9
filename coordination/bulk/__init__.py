"""What may be done to many rows of this room's lists at once, see `desk.bulk`."""
