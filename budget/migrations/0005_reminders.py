"""Reminders of money, and what the station alone says, also against raw SQL."""

from django.db import migrations, models


# A released payment keeps all but these; the columns of reminders are new among them.
KEEP = """
CREATE OR REPLACE FUNCTION budget_keep_disbursement() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    may text[] := ARRAY[%s];
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
"""
BEFORE = "'version'"
AFTER = "'version', 'reminders', 'reminded_at'"

LOCKS = """
CREATE FUNCTION budget_speaks(who bigint, station bigint, day date) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM organization_membership m
        WHERE m.user_id = who AND m.station_id = station
            AND m.role = 'station_chief' AND m.during @> day)
$$;

CREATE FUNCTION budget_keeps(who bigint, station bigint, day date) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM organization_membership m
        LEFT JOIN organization_department d ON d.id = m.department_id
        JOIN organization_bureau b ON b.id = coalesce(m.bureau_id, d.bureau_id)
        JOIN organization_station s ON s.id = station
        JOIN organization_bureau home ON home.id = s.bureau_id
        WHERE m.user_id = who AND m.role = 'finance' AND m.during @> day
            AND starts_with(home.path, b.path))
$$;

CREATE FUNCTION budget_no_keeper() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF budget_moved(NEW) IN ('receive', 'confirm', 'return') AND budget_keeps(
        NEW.by_id, (SELECT station_id FROM budget_line WHERE id = NEW.line_id),
        (NEW.at AT TIME ZONE 'Asia/Shanghai')::date) THEN
        PERFORM budget_refuse('entry_station_speaks',
            'who keeps the money does not say that it has arrived');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION budget_keep_dispute() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    may CONSTANT text[] := ARRAY['answer', 'answered_by_id', 'answered_at',
        'closed_by_id', 'closed_at', 'reminders', 'reminded_at'];
    who bigint := NEW.raised_by_id;
    at timestamptz := NEW.raised_at;
    home bigint;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.closed_at IS NOT NULL
            OR to_jsonb(NEW) - may IS DISTINCT FROM to_jsonb(OLD) - may THEN
            PERFORM budget_refuse('dispute_stays', 'a dispute is not rewritten');
        END IF;
        who := NEW.closed_by_id;
        at := NEW.closed_at;
    END IF;
    SELECT l.station_id INTO home FROM budget_disbursement p
    JOIN budget_line l ON l.id = p.line_id WHERE p.id = NEW.disbursement_id;
    IF who IS NOT NULL AND (
        NOT budget_speaks(who, home, (at AT TIME ZONE 'Asia/Shanghai')::date)
        OR budget_keeps(who, home, (at AT TIME ZONE 'Asia/Shanghai')::date)) THEN
        PERFORM budget_refuse('dispute_station_speaks',
            'only the station raises a dispute and ends it');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION budget_dispute_stays() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM budget_refuse('dispute_stays', 'disputes are not deleted');
END $$;

CREATE FUNCTION budget_line_at_home() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.bureau_id IS DISTINCT FROM (
        SELECT bureau_id FROM organization_station WHERE id = NEW.station_id) THEN
        PERFORM budget_refuse('line_at_home', 'the station''s own bureau books it');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER budget_keeper BEFORE INSERT ON budget_entry
    FOR EACH ROW WHEN (NEW.kind IN ('receive', 'confirm', 'return', 'counter'))
    EXECUTE FUNCTION budget_no_keeper();
CREATE TRIGGER budget_keep BEFORE INSERT OR UPDATE ON budget_dispute
    FOR EACH ROW EXECUTE FUNCTION budget_keep_dispute();
CREATE TRIGGER budget_stays BEFORE DELETE ON budget_dispute
    FOR EACH ROW EXECUTE FUNCTION budget_dispute_stays();
CREATE TRIGGER budget_home BEFORE INSERT ON budget_line
    FOR EACH ROW EXECUTE FUNCTION budget_line_at_home();
"""
BACK = """
DROP TRIGGER budget_home ON budget_line;
DROP TRIGGER budget_stays ON budget_dispute;
DROP TRIGGER budget_keep ON budget_dispute;
DROP TRIGGER budget_keeper ON budget_entry;
DROP FUNCTION budget_line_at_home, budget_dispute_stays, budget_keep_dispute,
    budget_no_keeper, budget_keeps, budget_speaks;
"""


class Migration(migrations.Migration):

    dependencies = [("budget", "0004_expenses")]

    operations = [
        migrations.AddField(
            model_name='disbursement',
            name='reminded_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='disbursement',
            name='reminders',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='dispute',
            name='reminded_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='dispute',
            name='reminders',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddConstraint(
            model_name='disbursement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reminded_at', None), ('reminders', 0)), models.Q(('reminded_at__isnull', False), ('reminders__gt', 0)), _connector='OR'), name='disbursement_reminded_has_a_time'),
        ),
        migrations.AddConstraint(
            model_name='dispute',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reminded_at', None), ('reminders', 0)), models.Q(('reminded_at__isnull', False), ('reminders__gt', 0)), _connector='OR'), name='dispute_reminded_has_a_time'),
        ),
        migrations.RunSQL(KEEP % AFTER + LOCKS, BACK + KEEP % BEFORE),
    ]
