"""The leaders' page: where it is too much, who asks, what was avoided, what arrives,
what is overdue; as it is now and as it was kept."""
