"""The heat map: which station can make it in which week, for all of them at once."""
