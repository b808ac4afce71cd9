"""What waits for somebody in this room: for the menu's numbers, and as a list."""
