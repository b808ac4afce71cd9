"""Tables of money, in and out."""
