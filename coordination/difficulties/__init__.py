"""What pages and the interface read about difficulties."""
