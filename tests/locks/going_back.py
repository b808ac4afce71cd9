"""What a round of a contest has written is taken back before the next one.

To build the world of a contest takes seconds and to put it back a good part of one; a
round writes a few dozen rows. So triggers note every row that is written, with what it
was before, and `back` goes that way in the opposite order, past all other triggers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_NOTING = """
CREATE SCHEMA going_back;
CREATE TABLE going_back.place AS
SELECT c.oid AS place,
    (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
        WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
        AND attgenerated = '') AS columns,
    (SELECT string_agg(format('t.%I = (CAST($1 AS %s)).%I', a.attname,
            c.oid::regclass, a.attname), ' AND ')
        FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid
        AND a.attnum = ANY (i.indkey)
        WHERE i.indrelid = c.oid AND i.indisprimary) AS same
FROM pg_class c WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace;
CREATE UNLOGGED TABLE going_back.written (
    n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, place oid, was text, now text);
CREATE FUNCTION going_back.note() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO going_back.written (place, was, now) VALUES (TG_RELID,
        CASE WHEN TG_OP <> 'INSERT' THEN OLD::text END,
        CASE WHEN TG_OP <> 'DELETE' THEN NEW::text END);
    RETURN NULL;
END $$;
CREATE FUNCTION going_back.back() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    each record;
BEGIN
    FOR each IN SELECT * FROM going_back.written JOIN going_back.place USING (place)
        ORDER BY n DESC LOOP
        IF each.now IS NOT NULL THEN
            EXECUTE format('DELETE FROM %s t WHERE %s', each.place::regclass, each.same)
            USING each.now;
        END IF;
        IF each.was IS NOT NULL THEN
            EXECUTE format('INSERT INTO %1$s (%2$s) OVERRIDING SYSTEM VALUE SELECT %2$s'
                ' FROM (SELECT (CAST($1 AS %1$s)).*) t', each.place::regclass,
                each.columns) USING each.was;
        END IF;
    END LOOP;
    DELETE FROM going_back.written;
END $$;
DO $$
DECLARE
    each record;
BEGIN
    FOR each IN SELECT place FROM going_back.place LOOP
        EXECUTE format('CREATE TRIGGER zz_going_back AFTER INSERT OR UPDATE OR DELETE'
            ' ON %s FOR EACH ROW EXECUTE FUNCTION going_back.note()',
            each.place::regclass);
    END LOOP;
END $$;
"""
_AGAIN = "SET LOCAL session_replication_role = replica; SELECT going_back.back()"


@contextmanager
def noting() -> Iterator[None]:
    """Every row that is written is noted from here on."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTING)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA going_back CASCADE")


def back() -> None:
    """As it was when noting began, but for the numbers that sequences have given."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_AGAIN)
