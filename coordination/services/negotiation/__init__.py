"""From a plan to a settled conflict, with everyone's consent on record."""
