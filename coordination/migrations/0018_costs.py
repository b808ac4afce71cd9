"""What tasks cost, and what keeps it true whoever writes it by hand."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION coordination_check_cause() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM budget_expense e
        JOIN tasking_assignment a ON a.station_id = e.station_id
        JOIN tasking_directive d ON d.id = a.directive_id
        WHERE e.id = NEW.expense_id AND a.id = NEW.assignment_id
            AND NOT d.reserved AND d.department_id IS NOT NULL) THEN
        PERFORM budget_refuse('cause_of_its_station',
            'an expense is caused by a task of its own station that is no secret');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION coordination_check_cost_payment() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    may text[] := ARRAY['ended_by_id', 'ended_at'];
BEGIN
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND (OLD.ended_at IS NOT NULL
        OR to_jsonb(NEW) - may IS DISTINCT FROM to_jsonb(OLD) - may)) THEN
        PERFORM budget_refuse('cost_payment_stays',
            'what a payment is for is ended, not rewritten');
    END IF;
    IF TG_OP = 'INSERT' AND NOT EXISTS (
        SELECT FROM budget_disbursement p
        JOIN budget_line l ON l.id = p.line_id
        JOIN tasking_assignment a ON a.station_id = l.station_id
        JOIN tasking_directive d ON d.id = a.directive_id
        WHERE p.id = NEW.disbursement_id AND d.id = NEW.directive_id
            AND NOT d.reserved AND d.department_id IS NOT NULL) THEN
        PERFORM budget_refuse('cost_payment_of_its_station',
            'a payment is for a task of the station it goes to that is no secret');
    END IF;
    RETURN NEW;
END $$;
"""

TRIGGERS = """
CREATE TRIGGER coordination_check BEFORE INSERT ON coordination_expensecause
    FOR EACH ROW EXECUTE FUNCTION coordination_check_cause();
CREATE TRIGGER coordination_check
    BEFORE INSERT OR UPDATE OR DELETE ON coordination_costpayment
    FOR EACH ROW EXECUTE FUNCTION coordination_check_cost_payment();
"""

BACK = """
DROP TRIGGER coordination_check ON coordination_costpayment;
DROP TRIGGER coordination_check ON coordination_expensecause;
DROP FUNCTION coordination_check_cost_payment, coordination_check_cause;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('budget', '0004_expenses'),
        ('coordination', '0017_alert_marks'),
        ('tasking', '0007_join_offers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ExpenseCause',
            fields=[
                ('expense', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='cause', serialize=False, to='budget.expense')),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='caused_expenses', to='tasking.assignment')),
            ],
            options={
                'verbose_name': 'task that caused an expense',
            },
        ),
        migrations.CreateModel(
            name='CostPayment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('directive', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='tasking.directive')),
                ('disbursement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paid_tasks', to='budget.disbursement')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'payment for a task',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('disbursement',), name='cost_payment_once'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='cost_payment_ended_has_a_name')],
            },
        ),
        migrations.CreateModel(
            name='DirectiveCost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('each', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='yuan per station')),
                ('origin', models.CharField(choices=[('with_it', 'Money comes with it'), ('running', 'From running costs'), ('open', 'Not settled')], default='open', max_length=7, verbose_name='who pays')),
                ('fund', models.CharField(blank=True, max_length=120, verbose_name='fund or document')),
                ('said_at', models.DateTimeField()),
                ('directive', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='costs', to='tasking.directive')),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'cost of a task',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['directive', '-id'], name='cost_last_said')],
                'constraints': [models.CheckConstraint(condition=models.Q(('each__gte', 0)), name='cost_not_negative'), models.CheckConstraint(condition=models.Q(models.Q(('origin', 'with_it'), _negated=True), models.Q(('fund', ''), _negated=True), _connector='OR'), name='cost_with_money_names_it')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='directivecost',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d044ac2afe0dd3418b5f2f990b98201382d3b34b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_dae18', table='coordination_directivecost', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expensecause',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fe4b0adaa555409357bbd99db9cf96eee433d35f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_22bd8', table='coordination_expensecause', when='BEFORE')),
        ),
        migrations.RunSQL(FUNCTIONS + TRIGGERS, BACK),
    ]
