"""The books, made in one go, with what keeps them true against raw SQL."""

from importlib import import_module

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

ledger = import_module("budget.migrations.0002_ledger")
expenses = import_module("budget.migrations.0004_expenses")
reminders = import_module("budget.migrations.0005_reminders")


class Migration(migrations.Migration):

    replaces = [
        ('budget', '0001_initial'),
        ('budget', '0002_ledger'),
        ('budget', '0003_fees'),
        ('budget', '0004_expenses'),
        ('budget', '0005_reminders'),
        ('budget', '0006_moneyfile'),
    ]

    initial = True

    dependencies = [
        ('desk', '0001_squashed_0007_throttle_counts'),
        ('organization', '0001_squashed_0012_short_notice'),
        ('personnel', '0001_squashed_0013_planned_standing'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Line',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('category', models.CharField(choices=[('running', 'Running costs'), ('cases', 'Case work'), ('equipment', 'Equipment'), ('vehicles', 'Vehicles'), ('other', 'Other purposes')], default='running', max_length=9, verbose_name='what for')),
                ('source', models.CharField(choices=[('bureau', 'Bureau budget'), ('transfer', 'Transfer from above'), ('special', 'Special fund')], default='bureau', max_length=8, verbose_name='from where')),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.bureau')),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='money_lines', to='organization.station')),
            ],
            options={
                'verbose_name': 'line of money',
                'ordering': ['station', 'year', 'id'],
                'indexes': [
                    models.Index(fields=['year', 'station'], name='line_by_year'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('station', 'year', 'category', 'source'), name='line_once'),
                    models.CheckConstraint(condition=models.Q(('year__range', (2000, 2100))), name='line_of_a_year'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Disbursement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount')),
                ('mode', models.CharField(choices=[('quota', 'Quota'), ('reimbursement', 'Reimbursement'), ('petty_cash', 'Petty cash'), ('in_kind', 'In kind')], default='quota', max_length=13, verbose_name='how')),
                ('purpose', models.CharField(max_length=80, verbose_name='purpose')),
                ('prepared_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('cancel_reason', models.TextField(blank=True)),
                ('reminders', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('cancelled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disbursements', to='budget.line')),
                ('prepared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'disbursement',
                'ordering': ['-id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='disbursement_of_something'),
                    models.CheckConstraint(condition=models.Q(models.Q(('released_at', None), ('released_by', None)), models.Q(models.Q(('released_by', models.F('prepared_by')), _negated=True), ('released_at__isnull', False), ('released_by__isnull', False)), _connector='OR'), name='disbursement_needs_two'),
                    models.CheckConstraint(condition=models.Q(models.Q(('cancel_reason', ''), ('cancelled_at', None), ('cancelled_by', None)), models.Q(models.Q(('cancel_reason', ''), _negated=True), ('cancelled_at__isnull', False), ('cancelled_by__isnull', False), ('released_at', None)), _connector='OR'), name='disbursement_cancelled_has_reason'),
                    models.CheckConstraint(condition=models.Q(models.Q(('reminded_at', None), ('reminders', 0)), models.Q(('reminded_at__isnull', False), ('reminders__gt', 0)), _connector='OR'), name='disbursement_reminded_has_a_time'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ClosedYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('closed_at', models.DateTimeField()),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closed_years', to='organization.bureau')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'closed year',
                'constraints': [
                    models.UniqueConstraint(fields=('bureau', 'year'), name='year_closed_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('disbursed', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('received', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('confirmed', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('disbursement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='budget.disbursement')),
            ],
            options={
                'verbose_name': 'delivery',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('confirmed__gte', 0), ('disbursed__gte', models.F('received')), ('received__gte', models.F('confirmed'))), name='delivery_is_a_chain'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Dispute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='what has not arrived')),
                ('raised_at', models.DateTimeField()),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('reminders', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('disbursement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disputes', to='budget.disbursement')),
                ('files', models.ManyToManyField(related_name='+', to='desk.attachment')),
                ('raised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'money not arrived',
                'ordering': ['-id'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('disbursement',), name='dispute_one_at_a_time'),
                    models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='dispute_has_a_reason'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', None)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='dispute_answer_has_a_name'),
                    models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='dispute_closed_has_a_name'),
                    models.CheckConstraint(condition=models.Q(models.Q(('reminded_at', None), ('reminders', 0)), models.Q(('reminded_at__isnull', False), ('reminders__gt', 0)), _connector='OR'), name='dispute_reminded_has_a_time'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('allocate', 'Allocated'), ('disburse', 'Disbursed'), ('receive', 'Arrived'), ('confirm', 'Confirmed by the station'), ('return', 'Returned to the bureau'), ('counter', 'Taken back')], max_length=8)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='amount')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='document or reason')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('disbursement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='budget.disbursement')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='budget.line')),
                ('takes_back', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='counter', to='budget.entry')),
            ],
            options={
                'verbose_name': 'entry',
                'ordering': ['id'],
                'indexes': [
                    models.Index(fields=['line', 'id'], name='entry_of_line'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='entry_of_something'),
                    models.CheckConstraint(condition=models.Q(models.Q(models.Q(('kind', 'counter'), _negated=True), ('takes_back', None)), models.Q(models.Q(('note', ''), _negated=True), ('kind', 'counter'), ('takes_back__isnull', False)), _connector='OR'), name='entry_counter_names_another'),
                    models.CheckConstraint(condition=models.Q(models.Q(('disbursement', None), ('kind', 'allocate')), ('kind', 'counter'), models.Q(models.Q(('kind', 'allocate'), _negated=True), ('disbursement__isnull', False)), _connector='OR'), name='entry_names_its_disbursement'),
                    models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['allocate', 'return']), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='entry_says_why'),
                    models.UniqueConstraint(condition=models.Q(('kind', 'disburse')), fields=('disbursement',), name='entry_disbursed_once'),
                ],
            },
        ),
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
                'indexes': [
                    models.Index(fields=['station', 'year'], name='expense_of_a_year'),
                    models.Index(fields=['station', 'document'], name='expense_document'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='expense_of_something'),
                    models.CheckConstraint(condition=models.Q(('year', django.db.models.functions.datetime.ExtractYear('spent_on'))), name='expense_of_its_year'),
                    models.CheckConstraint(condition=models.Q(models.Q(('document', ''), _negated=True), models.Q(('purpose', ''), _negated=True)), name='expense_has_a_document'),
                    models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('takes_back', None)), models.Q(models.Q(('reason', ''), _negated=True), ('takes_back__isnull', False)), _connector='OR'), name='expense_counter_says_why'),
                ],
            },
        ),
        migrations.CreateModel(
            name='FeeIncome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('month', models.PositiveSmallIntegerField(verbose_name='month')),
                ('kind', models.CharField(choices=[('fine', 'Fines'), ('confiscated', 'Confiscated money'), ('fee', 'Administrative fees')], default='fine', max_length=11, verbose_name='kind')),
                ('collected', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='collected')),
                ('paid_in', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='paid in to the treasury')),
                ('document', models.CharField(max_length=200, verbose_name='document')),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fees', to='organization.station')),
            ],
            options={
                'verbose_name': 'fees and fines',
                'ordering': ['-id'],
                'indexes': [
                    models.Index(fields=['station', 'year', 'month', 'kind', '-id'], name='fees_by_month'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('collected__gte', 0), ('paid_in__gte', 0)), name='fees_not_negative'),
                    models.CheckConstraint(condition=models.Q(('month__range', (1, 12)), ('year__range', (2000, 2100))), name='fees_of_a_month'),
                    models.CheckConstraint(condition=models.Q(('document', ''), _negated=True), name='fees_have_a_document'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Leg',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(choices=[('budget', 'Budget'), ('allocated', 'Allocated, not disbursed'), ('disbursed', 'Disbursed, not arrived'), ('received', 'Arrived, not confirmed'), ('confirmed', 'Confirmed by the station')], max_length=9)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='legs', to='budget.entry')),
            ],
            options={
                'verbose_name': 'leg of an entry',
                'constraints': [
                    models.UniqueConstraint(fields=('entry', 'place'), name='leg_place_once'),
                    models.CheckConstraint(condition=models.Q(('amount', 0), _negated=True), name='leg_of_something'),
                ],
            },
        ),
        migrations.CreateModel(
            name='MoneyFile',
            fields=[
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='money', serialize=False, to='personnel.import')),
                ('again', models.BooleanField(default=False)),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.bureau')),
            ],
            options={
                'verbose_name': 'file of money',
            },
        ),
        migrations.CreateModel(
            name='Norm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('staff', models.CharField(choices=[('police', 'Police officer'), ('auxiliary', 'Auxiliary')], default='police', max_length=10, verbose_name='for whom')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, verbose_name='yuan per head and year')),
                ('first', models.DateField(verbose_name='from')),
                ('end', models.DateField(blank=True, null=True)),
                ('counting', models.CharField(choices=[('year_start', 'Heads at the start of the year'), ('daily', 'Heads of every day')], default='year_start', max_length=10, verbose_name='heads counted')),
                ('basis', models.CharField(max_length=120, verbose_name='basis')),
                ('entered_at', models.DateTimeField()),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='norms', to='organization.bureau')),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'norm',
                'ordering': ['-first', '-id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='norm_not_negative'),
                    models.CheckConstraint(condition=models.Q(('end', None), ('end__gt', models.F('first')), _connector='OR'), name='norm_lasts'),
                    models.CheckConstraint(condition=models.Q(('basis', ''), _negated=True), name='norm_has_a_basis'),
                ],
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
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('expense',), name='repayment_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('undone_at', None), ('undone_by', None)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='repayment_undone_has_a_name'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SplitRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='the rule in words')),
                ('decided_by', models.CharField(max_length=80, verbose_name='who decided it')),
                ('decided_on', models.DateField(verbose_name='decided on')),
                ('document', models.CharField(blank=True, max_length=200, verbose_name='document')),
                ('entered_at', models.DateTimeField()),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='split_rules', to='organization.bureau')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'split rule',
                'ordering': ['-decided_on', '-id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), models.Q(('decided_by', ''), _negated=True)), name='split_rule_is_said'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RuleView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name="the station's view")),
                ('said_at', models.DateTimeField()),
                ('said_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.station')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='views', to='budget.splitrule')),
            ],
            options={
                'verbose_name': "station's view of a split rule",
                'ordering': ['id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='rule_view_is_said'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('body', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='why anew')),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='organization.station')),
            ],
            options={
                'verbose_name': 'statement',
                'ordering': ['station', 'year', 'version'],
                'constraints': [
                    models.UniqueConstraint(fields=('station', 'year', 'version'), name='statement_version_once'),
                    models.CheckConstraint(condition=models.Q(('version', 1), models.Q(models.Q(('reason', ''), _negated=True), ('version__gt', 1)), _connector='OR'), name='statement_anew_has_reason'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Balance',
            fields=[
                ('disbursed', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('received', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('confirmed', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='budget.line')),
                ('allocated', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
            ],
            options={
                'verbose_name': 'balance',
                'constraints': [models.CheckConstraint(condition=models.Q(('allocated__gte', models.F('disbursed')), ('confirmed__gte', 0), ('disbursed__gte', models.F('received')), ('received__gte', models.F('confirmed'))), name='balance_is_a_chain')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='line',
            trigger=pgtrigger.compiler.Trigger(name='stays_as_it_is', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='683bdbd9b161fc7d6a448ac0f9ac1cd76dd73e22', operation='UPDATE OR DELETE', pgid='pgtrigger_stays_as_it_is_8b7cd', table='budget_line', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='closedyear',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e152a8b32510a8cd26f2775ef242c0afcff6f525', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_43ad8', table='budget_closedyear', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entry',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1d278dc72b9bf0767031917b5170ccfec6661c09', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ccb0a', table='budget_entry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expense',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='327f49b72079a5b91ecc646a9d9fe675e53edc42', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6022a', table='budget_expense', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='feeincome',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='98b1c15f7d2c05d675f1408a9ff03d40b6cdca86', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_13ac8', table='budget_feeincome', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leg',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='033c428a148a4e87aa4cda7c46e1df66e807744a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0aac8', table='budget_leg', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='norm',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='39c527fbd9465b4dd10dbd5ed4c656908b2cf35f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_86d05', table='budget_norm', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='splitrule',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a6de5730daf20b4e48cd8cac6492c36a3bd13f83', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_39a9d', table='budget_splitrule', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ruleview',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2cda25c31e25979bed4150a5415d0f4c9b7d1331', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2fbd8', table='budget_ruleview', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='statement',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f2223e6f7b60ba851d6996429853e51dc1085eea', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_530ce', table='budget_statement', when='BEFORE')),
        ),
        migrations.RunSQL(ledger.FUNCTIONS + ledger.TRIGGERS, ledger.BACK),
        migrations.RunSQL(expenses.FUNCTIONS + expenses.TRIGGERS, expenses.BACK),
        migrations.RunSQL(
            reminders.KEEP % reminders.AFTER + reminders.LOCKS,
            reminders.BACK + reminders.KEEP % reminders.BEFORE,
        ),
    ]
