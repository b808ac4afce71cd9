"""Plans as people read them: what changes, for whom, at what price, and the proof."""
