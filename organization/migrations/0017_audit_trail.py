"""Every change of a row is noted, and what is noted is sealed: docs/adr/0063."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from organization.noting import note_rows


# The transaction has its number before the rows have theirs: whoever seals waits for
# the transactions that may still hold a lower number (organization.sealed.marks).
STAMP = """
CREATE FUNCTION organization_stamp_event() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.tx := pg_current_xact_id()::text::bigint;
    NEW.id := nextval('organization_auditevent_id_seq');
    RETURN NEW;
END $$;
CREATE TRIGGER stamp_event BEFORE INSERT ON organization_auditevent
FOR EACH ROW EXECUTE FUNCTION organization_stamp_event();
"""
UNSTAMP = """
DROP TRIGGER stamp_event ON organization_auditevent;
DROP FUNCTION organization_stamp_event();
"""

# With the owner's rights: nobody else writes there. The role is the one that was
# chosen after signing in, where one was.
NOTE = """
CREATE FUNCTION organization_masked(r jsonb, hidden text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT jsonb_strip_nulls(r) || coalesce(
        (SELECT jsonb_object_agg(k, '***') FROM unnest(hidden) k
         WHERE r->>k <> ''), '{}')
$$;

CREATE FUNCTION organization_difference(o jsonb, n jsonb, hidden text[], passed text[])
RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT jsonb_object_agg(k, CASE WHEN k = ANY (hidden) THEN '["***", "***"]'::jsonb
        ELSE jsonb_build_array(o->k, v) END)
    FROM jsonb_each(n) AS e (k, v)
    WHERE o->k IS DISTINCT FROM v AND k <> ALL (passed)
$$;

CREATE FUNCTION organization_note_rows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    number bigint := pg_current_xact_id()::text::bigint;
    who bigint := nullif(current_setting('yipan.user', true), '')::bigint;
    whence inet := nullif(current_setting('yipan.address', true), '')::inet;
    acting text := CASE current_setting('role') WHEN 'none' THEN session_user
        ELSE current_setting('role') END;
    key text := TG_ARGV[0];
    hidden text[] := string_to_array(TG_ARGV[1], ',');
    passed text[] := string_to_array(TG_ARGV[2], ',');
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO organization_rowchange (at, tx, table_name, row_id, operation,
            changes, user_id, role, address)
        SELECT clock_timestamp(), number, TG_TABLE_NAME, r->>key, 'I',
            CASE WHEN hidden = '{}' THEN jsonb_strip_nulls(r)
                ELSE organization_masked(r, hidden) END - key,
            who, acting, whence
        FROM (SELECT to_jsonb(t) AS r FROM new_rows t) AS rows;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO organization_rowchange (at, tx, table_name, row_id, operation,
            changes, user_id, role, address)
        SELECT clock_timestamp(), number, TG_TABLE_NAME, r->>key, 'D',
            organization_masked(r, hidden) - key, who, acting, whence
        FROM (SELECT to_jsonb(t) AS r FROM old_rows t) AS rows;
    ELSE
        -- A row whose key changed is one that is gone and one that is new.
        INSERT INTO organization_rowchange (at, tx, table_name, row_id, operation,
            changes, user_id, role, address)
        SELECT clock_timestamp(), number, TG_TABLE_NAME, coalesce(n.r->>key, o.r->>key),
            CASE WHEN n.r IS NULL THEN 'D' WHEN o.r IS NULL THEN 'I' ELSE 'U' END,
            d.changes, who, acting, whence
        FROM (SELECT to_jsonb(t) AS r, to_jsonb(t)->>key AS k FROM old_rows t) AS o
        FULL JOIN (SELECT to_jsonb(t) AS r, to_jsonb(t)->>key AS k FROM new_rows t) AS n
            ON o.k = n.k
        CROSS JOIN LATERAL (SELECT CASE WHEN n.r IS NULL OR o.r IS NULL
            THEN organization_masked(coalesce(n.r, o.r), hidden) - key
            ELSE organization_difference(o.r, n.r, hidden, passed) END AS changes) AS d
        WHERE d.changes IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;
"""
UNNOTE = """
DROP FUNCTION organization_note_rows();
DROP FUNCTION organization_difference(jsonb, jsonb, text[], text[]);
DROP FUNCTION organization_masked(jsonb, text[]);
"""

NOTED = [
    note_rows("organization_bureau"),
    note_rows("organization_department"),
    note_rows("organization_station"),
    note_rows("organization_user", masked=["password"], passed=["last_login"]),
    note_rows("organization_membership"),
    note_rows("organization_apitoken", masked=["digest"]),
    note_rows("organization_calendaryear", key="year"),
    note_rows("organization_workdayoverride"),
    note_rows("organization_stationgroup"),
    note_rows("organization_stationgroup_stations"),
]


class Migration(migrations.Migration):

    dependencies = [
        ('organization', '0015_safety'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('previous', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('event_last', models.BigIntegerField()),
                ('event_count', models.IntegerField()),
                ('event_digest', models.CharField(max_length=64)),
                ('event_marks', models.BinaryField()),
                ('change_last', models.BigIntegerField()),
                ('change_count', models.IntegerField()),
                ('change_digest', models.CharField(max_length=64)),
                ('change_marks', models.BinaryField()),
            ],
            options={
                'verbose_name': 'seal of the audit trail',
            },
        ),
        migrations.CreateModel(
            name='RowChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('tx', models.BigIntegerField()),
                ('table_name', models.CharField(max_length=63)),
                ('row_id', models.CharField(max_length=100)),
                ('operation', models.CharField(choices=[('I', 'Entered'), ('U', 'Changed'), ('D', 'Deleted')], max_length=1)),
                ('changes', models.JSONField()),
                ('role', models.CharField(max_length=63)),
                ('address', models.GenericIPAddressField(null=True)),
            ],
            options={
                'verbose_name': 'change of a row',
            },
        ),
        migrations.AddField(
            model_name='auditevent',
            name='outcome',
            field=models.CharField(choices=[('done', 'Done'), ('refused', 'Refused'), ('failed', 'Failed')], db_default='done', default='done', max_length=7),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='tx',
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='safetyrun',
            name='kind',
            field=models.CharField(choices=[('backup', 'Backup'), ('drill', 'Restore drill'), ('archive', 'Archive of changes'), ('audit', 'Seals of the audit trail')], max_length=7),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['tx'], name='audit_event_tx'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='auditseal',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1f84cbd94de59c839f72a2e8577faebffdec01ec', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_988c6', table='organization_auditseal', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='rowchange',
            name='user',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='rowchange',
            index=models.Index(fields=['table_name', 'row_id'], name='rowchange_of_row'),
        ),
        migrations.AddIndex(
            model_name='rowchange',
            index=models.Index(fields=['tx'], name='rowchange_tx'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rowchange',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5d147a775cd2eb93478f86b99f367343ea05887c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a04bb', table='organization_rowchange', when='BEFORE')),
        ),
        migrations.RunSQL(STAMP, UNSTAMP),
        migrations.RunSQL(NOTE, UNNOTE),
        *NOTED,
    ]
