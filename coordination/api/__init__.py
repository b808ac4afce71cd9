"""Tasks, conflicts and workloads for other systems."""
