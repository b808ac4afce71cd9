"""Spending of stations, and what keeps its rows true whoever writes them by hand."""

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION budget_check_expense() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    other text[] := ARRAY['id', 'takes_back_id', 'reason', 'entered_by_id', 'entered_at'];
    was budget_expense;
BEGIN
    IF NEW.takes_back_id IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT * INTO was FROM budget_expense WHERE id = NEW.takes_back_id FOR UPDATE;
    IF was.takes_back_id IS NOT NULL
        OR to_jsonb(was) - other IS DISTINCT FROM to_jsonb(NEW) - other THEN
        PERFORM budget_refuse('expense_counter_is_exact',
            'a counter-row takes one expense back as it was');
    END IF;
    IF EXISTS (SELECT FROM budget_repayment
        WHERE expense_id = was.id AND undone_at IS NULL) THEN
        PERFORM budget_refuse('expense_is_repaid', 'the expense has been repaid');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION budget_repaid(payment bigint) RETURNS numeric
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(e.amount), 0) FROM budget_repayment r
    JOIN budget_expense e ON e.id = r.expense_id
    WHERE r.disbursement_id = payment AND r.undone_at IS NULL
$$;

CREATE FUNCTION budget_check_repayment() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    may text[] := ARRAY['undone_by_id', 'undone_at'];
    spent budget_expense;
    paid budget_disbursement;
    home bigint;
BEGIN
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND (OLD.undone_at IS NOT NULL
        OR to_jsonb(NEW) - may IS DISTINCT FROM to_jsonb(OLD) - may)) THEN
        PERFORM budget_refuse('repayment_stays', 'a repayment is undone, not rewritten');
    END IF;
    IF TG_OP = 'UPDATE' THEN
        RETURN NEW;
    END IF;
    SELECT * INTO spent FROM budget_expense WHERE id = NEW.expense_id FOR UPDATE;
    SELECT * INTO paid FROM budget_disbursement WHERE id = NEW.disbursement_id;
    SELECT station_id INTO home FROM budget_line WHERE id = paid.line_id FOR UPDATE;
    IF spent.paid <> 'advance' OR spent.takes_back_id IS NOT NULL
        OR EXISTS (SELECT FROM budget_expense WHERE takes_back_id = spent.id)
        OR paid.mode <> 'reimbursement' OR home <> spent.station_id THEN
        PERFORM budget_refuse('repayment_of_an_advance',
            'a reimbursement repays what its station advanced');
    END IF;
    IF NEW.said_by_id IN (paid.prepared_by_id, paid.released_by_id) OR NOT EXISTS (
        SELECT FROM organization_membership m
        WHERE m.user_id = NEW.said_by_id AND m.station_id = home
            AND m.role = 'station_chief'
            AND m.during @> (NEW.said_at AT TIME ZONE 'Asia/Shanghai')::date) THEN
        PERFORM budget_refuse('repayment_station_speaks',
            'only the station says what repays its people');
    END IF;
    IF budget_repaid(paid.id) + spent.amount > (SELECT confirmed FROM budget_delivery
        WHERE disbursement_id = paid.id) THEN
        PERFORM budget_refuse('repaid_within_confirmed',
            'no more is repaid than the station has confirmed');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION budget_keep_repaid() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.confirmed < budget_repaid(NEW.disbursement_id) THEN
        PERFORM budget_refuse('repaid_within_confirmed',
            'no more is repaid than the station has confirmed');
    END IF;
    RETURN NULL;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER budget_check BEFORE INSERT ON budget_expense
    FOR EACH ROW EXECUTE FUNCTION budget_check_expense();
CREATE TRIGGER budget_truncate BEFORE TRUNCATE ON budget_expense
    FOR EACH STATEMENT EXECUTE FUNCTION budget_no_truncate();
CREATE TRIGGER budget_check BEFORE INSERT OR UPDATE OR DELETE ON budget_repayment
    FOR EACH ROW EXECUTE FUNCTION budget_check_repayment();
CREATE TRIGGER budget_truncate BEFORE TRUNCATE ON budget_repayment
    FOR EACH STATEMENT EXECUTE FUNCTION budget_no_truncate();
CREATE TRIGGER budget_repaid AFTER UPDATE OF confirmed ON budget_delivery
    FOR EACH ROW WHEN (NEW.confirmed < OLD.confirmed)
    EXECUTE FUNCTION budget_keep_repaid();
"""

BACK = """
DROP TRIGGER budget_repaid ON budget_delivery;
DROP TRIGGER budget_truncate ON budget_repayment;
DROP TRIGGER budget_check ON budget_repayment;
DROP TRIGGER budget_truncate ON budget_expense;
DROP TRIGGER budget_check ON budget_expense;
DROP FUNCTION budget_keep_repaid, budget_check_repayment, budget_repaid,
    budget_check_expense;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('budget', '0003_fees'),
        ('desk', '0006_heard_jobs'),
        ('organization', '0011_people'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Expense',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('category', models.CharField(choices=[('running', 'Running costs'), ('cases', 'Case work'), ('equipment', 'Equipment'), ('vehicles', 'Vehicles'), ('other', 'Other purposes')], default='running', max_length=9, verbose_name='what for')),
                ('kind', models.CharField(choices=[('office', 'Office supplies'), ('utilities', 'Water and electricity'), ('vehicles', 'Fuel and repair of vehicles'), ('travel', 'Travel'), ('cases', 'Handling cases'), ('equipment', 'Equipment'), ('repairs', 'Repair of the premises'), ('services', 'Hired services'), ('publicity', 'Publicity'), ('other', 'Other')], max_length=9, verbose_name='kind')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount')),
                ('spent_on', models.DateField(verbose_name='spent on')),
                ('purpose', models.CharField(max_length=80, verbose_name='spent for')),
                ('document', models.CharField(max_length=40, verbose_name='document number')),
                ('paid', models.CharField(choices=[('funds', 'Out of what came'), ('advance', 'Advanced, to be reimbursed')], default='funds', max_length=7, verbose_name='paid')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('files', models.ManyToManyField(related_name='+', to='desk.attachment')),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='expenses', to='organization.station')),
                ('takes_back', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='counter', to='budget.expense')),
            ],
            options={
                'verbose_name': 'expense',
                'ordering': ['-spent_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Repayment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said_at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('disbursement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='repayments', to='budget.disbursement')),
                ('expense', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='repayments', to='budget.expense')),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'repayment of an expense',
                'ordering': ['id'],
            },
        ),
        migrations.AddIndex(
            model_name='expense',
            index=models.Index(fields=['station', 'year'], name='expense_of_a_year'),
        ),
        migrations.AddIndex(
            model_name='expense',
            index=models.Index(fields=['station', 'document'], name='expense_document'),
        ),
        migrations.AddConstraint(
            model_name='expense',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='expense_of_something'),
        ),
        migrations.AddConstraint(
            model_name='expense',
            constraint=models.CheckConstraint(condition=models.Q(('year', django.db.models.functions.datetime.ExtractYear('spent_on'))), name='expense_of_its_year'),
        ),
        migrations.AddConstraint(
            model_name='expense',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('document', ''), _negated=True), models.Q(('purpose', ''), _negated=True)), name='expense_has_a_document'),
        ),
        migrations.AddConstraint(
            model_name='expense',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('takes_back', None)), models.Q(models.Q(('reason', ''), _negated=True), ('takes_back__isnull', False)), _connector='OR'), name='expense_counter_says_why'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expense',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='327f49b72079a5b91ecc646a9d9fe675e53edc42', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6022a', table='budget_expense', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='repayment',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('expense',), name='repayment_once'),
        ),
        migrations.AddConstraint(
            model_name='repayment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('undone_at', None), ('undone_by', None)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='repayment_undone_has_a_name'),
        ),
        migrations.RunSQL(FUNCTIONS + TRIGGERS, BACK),
    ]
