"""Who is let in where among reports about money; read as `table.TABLE` is."""

from __future__ import annotations

TABLE = """
budget:report(bureau) GET
budget:report_file(bureau) GET
    3334 3334 ...4 3334 3334 3334 3334 ...4 ...4 3 3 3 4 s
budget:station_report(station) GET
    3334 3334 ...4 3334 .4.4 .4.4 3334 ...4 ...4 4 4 4 4 s
# Who keeps the money does not audit it.
budget:audit(bureau) GET
budget:audit_file(bureau) GET
budget:audit_sample(bureau) GET
budget:audit_list(audit_list) GET
    3334 3334 ...4 3334 3334 3334 3334 3334 ...4 3 3 3 4 s
api:money-reports GET
    3 3 . 3 3 3 3 . . 3 3 3 3 s
"""
