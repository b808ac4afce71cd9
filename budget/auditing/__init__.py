"""What an internal auditor looks at. It names nobody guilty of anything."""
