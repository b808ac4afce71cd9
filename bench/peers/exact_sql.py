"""The exact test as one SQL statement, for any engine with window functions.

For every release s and due e of a station: the work that must fall inside [s, e) must
not exceed the capacity e - s (both on the capacity clock). The running sum over the
dues of what is released at or after s answers for all e at once.
"""

TABLE = "peer_work"
EXACT = """
WITH releases AS (SELECT DISTINCT station, start_units FROM peer_work),
inside AS (
  SELECT r.station, r.start_units, w.end_units,
         sum(w.effort) OVER (PARTITION BY r.station, r.start_units
                             ORDER BY w.end_units RANGE UNBOUNDED PRECEDING) AS demand
  FROM releases r JOIN peer_work w
    ON w.station = r.station AND w.start_units >= r.start_units)
SELECT DISTINCT station FROM inside WHERE demand > end_units - start_units
"""
