"""The pieces by which stations are found are kept in a column.

A word that every name has (派出所) made PostgreSQL reckon them for every station with
each search: half a second for 40,000. Adding the column writes the table anew under an
exclusive lock: measured 1.7 s for 40,000 stations and 0.3 s for its index, on a busy
machine. Whoever waits for the lock lets others wait behind him, so it is given up after
five seconds and the migration is run once more. Code of the release before works on,
and looks through all stations until it is replaced.

It is no field of the model: whoever reads a unit would read it along.
"""

from django.db import migrations

from organization.noting import note_rows

KEPT = r"""
ALTER TABLE organization_station ADD COLUMN pieces text[] GENERATED ALWAYS AS (
    string_to_array(lower(name || code || name_en
        || regexp_replace(spelt, '([a-z0-9])[a-z0-9]* ?', '\1', 'g')), NULL)) STORED;
CREATE INDEX station_pieces ON organization_station USING gin (pieces);
"""
NOTED = note_rows("organization_station")
GONE = "ALTER TABLE organization_station DROP COLUMN pieces"


class Migration(migrations.Migration):

    dependencies = [("organization", "0018_signing")]

    operations = [
        migrations.RunSQL("SET LOCAL lock_timeout = '5s'", migrations.RunSQL.noop),
        # The new index bears the name of the one that goes.
        migrations.RemoveIndex("station", "station_pieces"),
        migrations.RunSQL(KEPT, GONE),
        # It changes with the name, which is noted.
        migrations.RunSQL(NOTED.reverse_sql, NOTED.sql),
        note_rows("organization_station", passed=["pieces"]),
    ]
