"""Running it: lines in logs, figures for monitoring, alarms, containers, the bundle."""
