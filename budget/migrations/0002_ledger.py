"""What keeps the ledger true against whoever writes into the tables by hand.

The functions that keep the sums run with the owner's rights: web and worker may read
the sums and the legs, not write them. Refusals carry a constraint's name as checks do.
"""

from django.db import migrations

# In the places budget 0, allocated 1, disbursed 2, received 3, confirmed 4.
FUNCTIONS = """
CREATE FUNCTION budget_refuse(what text, message text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = what,
        MESSAGE = message;
END $$;

CREATE FUNCTION budget_moved(entry budget_entry) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN entry.kind = 'counter'
        THEN (SELECT kind FROM budget_entry WHERE id = entry.takes_back_id)
        ELSE entry.kind END
$$;

CREATE FUNCTION budget_open_sums() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'budget_line' THEN
        INSERT INTO budget_balance (line_id, allocated, disbursed, received, confirmed)
        VALUES (NEW.id, 0, 0, 0, 0);
    ELSE
        INSERT INTO budget_delivery (disbursement_id, disbursed, received, confirmed)
        VALUES (NEW.id, 0, 0, 0);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION budget_by_trigger_only() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        PERFORM budget_refuse('sums_follow_entries',
            TG_TABLE_NAME || ' is written by the ledger alone');
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION budget_no_truncate() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT pg_has_role(current_user, (
        SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
        PERFORM budget_refuse('append_only', TG_TABLE_NAME || ' is only added to');
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION budget_keep_disbursement() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    may text[] := ARRAY['version'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM budget_refuse('disbursement_stays', 'disbursements are not deleted');
    END IF;
    IF OLD.released_at IS NULL AND OLD.cancelled_at IS NULL THEN
        may := may || ARRAY['released_by_id', 'released_at', 'cancelled_by_id',
            'cancelled_at', 'cancel_reason'];
    END IF;
    IF to_jsonb(NEW) - may IS DISTINCT FROM to_jsonb(OLD) - may THEN
        PERFORM budget_refuse('disbursement_stays', 'a disbursement is not rewritten');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION budget_check_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    line budget_line;
    paid budget_disbursement;
    was budget_entry;
    moved text := budget_moved(NEW);
BEGIN
    -- Who closes the year waits for this transaction, or this one for him.
    SELECT * INTO line FROM budget_line WHERE id = NEW.line_id FOR SHARE;
    IF NEW.kind = 'counter' THEN
        SELECT * INTO was FROM budget_entry WHERE id = NEW.takes_back_id;
        IF was.kind = 'counter' OR (was.line_id, was.amount, was.disbursement_id)
            IS DISTINCT FROM (NEW.line_id, NEW.amount, NEW.disbursement_id) THEN
            PERFORM budget_refuse('entry_counter_is_exact',
                'a counter-entry takes one entry back as it was');
        END IF;
    ELSIF moved IN ('allocate', 'disburse') AND EXISTS (
        SELECT FROM budget_closedyear c
        WHERE c.bureau_id = line.bureau_id AND c.year = line.year) THEN
        PERFORM budget_refuse('entry_year_is_open', 'the year is closed');
    END IF;
    IF moved = 'allocate' THEN
        RETURN NEW;
    END IF;
    SELECT * INTO paid FROM budget_disbursement WHERE id = NEW.disbursement_id;
    IF paid.line_id IS DISTINCT FROM NEW.line_id OR paid.released_at IS NULL
        OR (moved = 'disburse' AND paid.amount <> NEW.amount) THEN
        PERFORM budget_refuse('entry_of_its_disbursement',
            'the entry is not of a released disbursement of the line');
    END IF;
    IF moved IN ('receive', 'confirm', 'return') AND (
        NEW.by_id IN (paid.prepared_by_id, paid.released_by_id) OR NOT EXISTS (
            SELECT FROM organization_membership m
            WHERE m.user_id = NEW.by_id AND m.station_id = line.station_id
                AND m.role = 'station_chief'
                AND m.during @> (NEW.at AT TIME ZONE 'Asia/Shanghai')::date)) THEN
        PERFORM budget_refuse('entry_station_speaks',
            'only the station says what has arrived');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION budget_book_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    names CONSTANT text[] := ARRAY['budget', 'allocated', 'disbursed', 'received',
        'confirmed'];
    moved text := budget_moved(NEW);
    src int := array_position(ARRAY['allocate', 'disburse', 'receive', 'confirm'],
        moved) - 1;
    dst int;
BEGIN
    src := coalesce(src, 3);
    dst := CASE moved WHEN 'return' THEN 1 ELSE src + 1 END;
    IF NEW.kind = 'counter' THEN
        SELECT dst, src INTO src, dst;
    END IF;
    INSERT INTO budget_leg (entry_id, place, amount)
    VALUES (NEW.id, names[src + 1], -NEW.amount), (NEW.id, names[dst + 1], NEW.amount);
    UPDATE budget_balance SET
        allocated = allocated + NEW.amount * ((dst >= 1)::int - (src >= 1)::int),
        disbursed = disbursed + NEW.amount * ((dst >= 2)::int - (src >= 2)::int),
        received = received + NEW.amount * ((dst >= 3)::int - (src >= 3)::int),
        confirmed = confirmed + NEW.amount * ((dst >= 4)::int - (src >= 4)::int)
    WHERE line_id = NEW.line_id;
    UPDATE budget_delivery SET
        disbursed = disbursed + NEW.amount * ((dst >= 2)::int - (src >= 2)::int),
        received = received + NEW.amount * ((dst >= 3)::int - (src >= 3)::int),
        confirmed = confirmed + NEW.amount * ((dst >= 4)::int - (src >= 4)::int)
    WHERE disbursement_id = NEW.disbursement_id;
    RETURN NULL;
END $$;

CREATE FUNCTION budget_legs_even() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT (count(*), sum(amount)) FROM budget_leg WHERE entry_id = NEW.id)
        IS DISTINCT FROM (2::bigint, 0::numeric) THEN
        PERFORM budget_refuse('legs_sum_to_nothing', 'an entry has two even legs');
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION budget_close_lines() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM budget_line l
    WHERE l.bureau_id = NEW.bureau_id AND l.year = NEW.year ORDER BY l.id FOR UPDATE;
    RETURN NEW;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER budget_sums AFTER INSERT ON budget_line
    FOR EACH ROW EXECUTE FUNCTION budget_open_sums();
CREATE TRIGGER budget_sums AFTER INSERT ON budget_disbursement
    FOR EACH ROW EXECUTE FUNCTION budget_open_sums();
CREATE TRIGGER budget_by_trigger BEFORE INSERT OR UPDATE OR DELETE ON budget_balance
    FOR EACH ROW EXECUTE FUNCTION budget_by_trigger_only();
CREATE TRIGGER budget_by_trigger BEFORE INSERT OR UPDATE OR DELETE ON budget_delivery
    FOR EACH ROW EXECUTE FUNCTION budget_by_trigger_only();
CREATE TRIGGER budget_by_trigger BEFORE INSERT ON budget_leg
    FOR EACH ROW EXECUTE FUNCTION budget_by_trigger_only();
CREATE TRIGGER budget_keep BEFORE UPDATE OR DELETE ON budget_disbursement
    FOR EACH ROW EXECUTE FUNCTION budget_keep_disbursement();
CREATE TRIGGER budget_check BEFORE INSERT ON budget_entry
    FOR EACH ROW EXECUTE FUNCTION budget_check_entry();
CREATE TRIGGER budget_book AFTER INSERT ON budget_entry
    FOR EACH ROW EXECUTE FUNCTION budget_book_entry();
CREATE CONSTRAINT TRIGGER budget_even AFTER INSERT ON budget_entry
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION budget_legs_even();
CREATE TRIGGER budget_close BEFORE INSERT ON budget_closedyear
    FOR EACH ROW EXECUTE FUNCTION budget_close_lines();
CREATE TRIGGER budget_truncate BEFORE TRUNCATE ON budget_entry
    FOR EACH STATEMENT EXECUTE FUNCTION budget_no_truncate();
CREATE TRIGGER budget_truncate BEFORE TRUNCATE ON budget_leg
    FOR EACH STATEMENT EXECUTE FUNCTION budget_no_truncate();
ALTER TABLE budget_statement ADD CONSTRAINT statement_digest_is_its_own
    CHECK (digest = encode(sha256(convert_to(body, 'UTF8')), 'hex'));
"""

TABLES = {
    "line": ("sums",),
    "disbursement": ("sums", "keep"),
    "balance": ("by_trigger",),
    "delivery": ("by_trigger",),
    "leg": ("by_trigger", "truncate"),
    "entry": ("check", "book", "even", "truncate"),
    "closedyear": ("close",),
}
BACK = "ALTER TABLE budget_statement DROP CONSTRAINT statement_digest_is_its_own;" + (
    "".join(
        f"DROP TRIGGER budget_{name} ON budget_{table};"
        for table, names in TABLES.items()
        for name in names
    )
    + "DROP FUNCTION budget_close_lines, budget_legs_even, budget_book_entry,"
    " budget_check_entry, budget_keep_disbursement, budget_no_truncate,"
    " budget_by_trigger_only, budget_open_sums, budget_moved, budget_refuse;"
)


class Migration(migrations.Migration):

    dependencies = [("budget", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, BACK)]
