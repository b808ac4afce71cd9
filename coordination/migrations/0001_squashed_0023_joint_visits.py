"""Conflicts and how they are settled, made in one go."""

from importlib import import_module

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

profiles = import_module("coordination.migrations.0004_station_profiles")
costs = import_module("coordination.migrations.0018_costs")


class Migration(migrations.Migration):

    replaces = [
        ('coordination', '0001_initial'),
        ('coordination', '0002_stored_capacity'),
        ('coordination', '0003_sweep_chunks'),
        ('coordination', '0004_station_profiles'),
        ('coordination', '0005_calendar_and_stations'),
        ('coordination', '0006_objections'),
        ('coordination', '0007_admission_and_emergency'),
        ('coordination', '0008_proposals'),
        ('coordination', '0009_duplicates'),
        ('coordination', '0010_remit_words'),
        ('coordination', '0011_sweep_stages'),
        ('coordination', '0012_remit_files'),
        ('coordination', '0013_join_offers'),
        ('coordination', '0014_reminders'),
        ('coordination', '0015_reliefs'),
        ('coordination', '0016_burden'),
        ('coordination', '0017_alert_marks'),
        ('coordination', '0018_costs'),
        ('coordination', '0019_owed_time'),
        ('coordination', '0020_leaders_snapshot'),
        ('coordination', '0021_burden_caps'),
        ('coordination', '0022_calendar_feeds'),
        ('coordination', '0023_joint_visits'),
    ]

    initial = True

    dependencies = [
        ('budget', '0001_squashed_0006_moneyfile'),
        ('desk', '0001_squashed_0007_throttle_counts'),
        ('organization', '0001_squashed_0012_short_notice'),
        ('personnel', '0001_squashed_0013_planned_standing'),
        ('tasking', '0001_squashed_0015_notice_audience'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DirtyStation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('station_id', models.BigIntegerField(db_index=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('capacity', models.BooleanField(db_default=True, default=True)),
            ],
            options={
                'verbose_name': 'dirty station',
            },
        ),
        migrations.CreateModel(
            name='DuplicateLook',
            fields=[
                ('bureau', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='organization.bureau')),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'look for duplicates',
            },
        ),
        migrations.CreateModel(
            name='ReliefLook',
            fields=[
                ('station', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='relief_look', serialize=False, to='organization.station')),
                ('revision', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'look for what one date would settle',
            },
        ),
        migrations.CreateModel(
            name='StationCapacity',
            fields=[
                ('station', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='capacity', serialize=False, to='organization.station')),
                ('as_of', models.DateTimeField()),
                ('until', models.DateField()),
                ('known', models.BooleanField()),
                ('open_on', models.DateField(null=True)),
                ('periods', models.BinaryField()),
                ('blocks', models.JSONField(default=list)),
            ],
            options={
                'verbose_name': 'station capacity',
            },
        ),
        migrations.CreateModel(
            name='StationProfile',
            fields=[
                ('station', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='profile', serialize=False, to='organization.station')),
                ('as_of', models.DateTimeField()),
                ('revision', models.PositiveBigIntegerField()),
                ('room', models.BinaryField()),
                ('backlog', models.BinaryField()),
            ],
            options={
                'verbose_name': 'station profile',
            },
        ),
        migrations.CreateModel(
            name='WatchedAlert',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('personnel.alertlevel',),
        ),
        migrations.CreateModel(
            name='WatchedAssignment',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('tasking.assignment',),
        ),
        migrations.CreateModel(
            name='WatchedBlock',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('tasking.protectedblock',),
        ),
        migrations.CreateModel(
            name='WatchedCalendar',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('organization.workdayoverride',),
        ),
        migrations.CreateModel(
            name='WatchedDepartment',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('organization.department',),
        ),
        migrations.CreateModel(
            name='WatchedDirective',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('tasking.directive',),
        ),
        migrations.CreateModel(
            name='WatchedLeave',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('personnel.leave',),
        ),
        migrations.CreateModel(
            name='WatchedOfficer',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('personnel.officer',),
        ),
        migrations.CreateModel(
            name='WatchedPlan',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('personnel.plannedstanding',),
        ),
        migrations.CreateModel(
            name='WatchedPosting',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('personnel.posting',),
        ),
        migrations.CreateModel(
            name='WatchedRegime',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('personnel.dutyregime',),
        ),
        migrations.CreateModel(
            name='WatchedStation',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('organization.station',),
        ),
        migrations.CreateModel(
            name='AdmissionCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'With the office'), ('conditions', 'Conditions to be answered'), ('escalated', 'The leader asked to decide'), ('signature', 'Admitted, to be signed'), ('admitted', 'Admitted'), ('returned', 'Returned for changes'), ('withdrawn', 'Withdrawn'), ('told', 'The office was told')], max_length=10)),
                ('number', models.CharField(max_length=60, verbose_name='number of the piece')),
                ('submitted_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('burden_hours', models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True)),
                ('burden_before', models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True)),
                ('offered_due', models.DateTimeField(blank=True, null=True)),
                ('offered_units', models.BigIntegerField(blank=True, null=True)),
                ('left_out', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                ('version', models.PositiveIntegerField(default=1)),
                ('directive', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='tasking.directive')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.department')),
                ('submitted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'admission',
                'indexes': [
                    models.Index(condition=models.Q(('state__in', ('waiting', 'conditions', 'escalated', 'signature'))), fields=['due_at'], name='admission_open'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('state__in', ('waiting', 'conditions', 'escalated', 'signature'))), fields=('directive',), name='admission_one_at_a_time'),
                    models.UniqueConstraint(fields=('office', 'number'), name='admission_number_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state__in', ('waiting', 'conditions', 'escalated', 'signature'))), models.Q(models.Q(('state__in', ('waiting', 'conditions', 'escalated', 'signature')), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='admission_decided_has_time'),
                    models.CheckConstraint(condition=models.Q(('offered_units', None), ('offered_units__gt', 0), _connector='OR'), name='admission_offer_not_negative'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AdmissionEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('act', models.CharField(choices=[('submit', 'Submitted'), ('tell', 'Issued, the office told'), ('admit', 'Admitted'), ('return', 'Returned for changes'), ('offer', 'Conditions set'), ('accept', 'Conditions accepted'), ('decline', 'Conditions declined'), ('escalate', 'The leader asked to decide'), ('comment', 'Comment'), ('sign', 'Signed by the leader'), ('send_back', 'Sent back by the leader'), ('withdraw', 'Withdrawn')], max_length=10)),
                ('note', models.TextField(blank=True)),
                ('detail', models.JSONField(blank=True, default=dict)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='coordination.admissioncase')),
            ],
            options={
                'verbose_name': 'admission entry',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='BurdenCap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quarter', models.DateField(verbose_name='quarter')),
                ('soft', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='soft cap')),
                ('hard', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='hard cap')),
                ('proposed_soft', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='proposed soft cap')),
                ('proposed_hard', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='proposed hard cap')),
                ('version', models.PositiveIntegerField(default=1)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='burden_caps', to='organization.department')),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'burden budget',
                'ordering': ['quarter', 'department'],
                'constraints': [
                    models.UniqueConstraint(fields=('department', 'quarter'), name='burden_cap_once'),
                    models.CheckConstraint(condition=models.Q(('quarter__day', 1), ('quarter__month__in', [1, 4, 7, 10])), name='burden_cap_begins_a_quarter'),
                    models.CheckConstraint(condition=models.Q(models.Q(('soft', None), ('soft__gt', 0), _connector='OR'), models.Q(('hard', None), ('hard__gt', 0), _connector='OR')), name='burden_cap_positive'),
                    models.CheckConstraint(condition=models.Q(('soft', None), ('hard', None), ('soft__lte', models.F('hard')), _connector='OR'), name='burden_cap_soft_below_hard'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('fetched_on', models.DateField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendars', to=settings.AUTH_USER_MODEL)),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('station', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calendars', to='organization.station')),
            ],
            options={
                'verbose_name': 'calendar address',
                'ordering': ['-id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='feed_has_a_name'),
                    models.CheckConstraint(condition=models.Q(models.Q(('revoked_at', None), ('revoked_by', None)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='feed_revoked_has_a_name'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CapEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('act', models.CharField(choices=[('set', 'Set'), ('copy', 'Taken over from the quarter before'), ('propose', 'Proposed by the office'), ('decline', 'Proposal declined')], max_length=8)),
                ('soft', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='soft cap')),
                ('hard', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='hard cap')),
                ('reason', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cap', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='coordination.burdencap')),
            ],
            options={
                'verbose_name': 'entry of a burden budget',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='CapNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('act', models.CharField(choices=[('say', 'Reason of the department'), ('ask', 'Exception asked for'), ('grant', 'Exception made'), ('refuse', 'Exception refused'), ('issue', 'Issued')], max_length=7)),
                ('used', models.DecimalField(decimal_places=6, max_digits=16)),
                ('asked', models.DecimalField(decimal_places=6, max_digits=16, null=True)),
                ('allowed', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='hours allowed')),
                ('reason', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('cap', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='coordination.burdencap')),
                ('directive', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cap_notes', to='tasking.directive')),
            ],
            options={
                'verbose_name': 'note on a task beyond a burden budget',
                'ordering': ['id'],
                'indexes': [
                    models.Index(fields=['directive', '-id'], name='cap_note_last'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('act', 'grant'), ('allowed__gt', 0)), models.Q(models.Q(('act', 'grant'), _negated=True), ('allowed', None)), _connector='OR'), name='cap_exception_says_hours'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('deadline', 'Deadline conflict'), ('clash', 'Clash'), ('duplicate', 'Duplicate'), ('displacement', 'Displacement')], max_length=12)),
                ('state', models.CharField(choices=[('open', 'Open'), ('proposed', 'Being settled'), ('agreed', 'Agreed'), ('settled', 'Settled'), ('accepted_risk', 'Left as it is, by approval')], default='open', max_length=14)),
                ('window_start', models.DateTimeField()),
                ('window_end', models.DateTimeField()),
                ('release', models.DateTimeField()),
                ('due', models.DateTimeField()),
                ('demand_units', models.BigIntegerField()),
                ('capacity_units', models.BigIntegerField()),
                ('shortfall_units', models.BigIntegerField()),
                ('members', models.JSONField(default=list)),
                ('misses', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('departments', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=32), default=list, size=None)),
                ('scope', models.CharField(choices=[('coordination', 'Cross-department'), ('overload', 'Overload')], max_length=12)),
                ('overloaded_by', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=32), default=list, size=None)),
                ('displaces', models.BooleanField(default=False)),
                ('first_seen_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('revision', models.PositiveBigIntegerField(default=0)),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='conflicts', to='organization.station')),
            ],
            options={
                'verbose_name': 'conflict',
                'indexes': [
                    models.Index(condition=models.Q(('state', 'settled'), _negated=True), fields=['station'], name='conflict_open'),
                    django.contrib.postgres.indexes.GinIndex(fields=['departments'], name='conflict_departments'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('release__lte', models.F('due')), ('window_start__lte', models.F('window_end'))), name='conflict_window_in_order'),
                    models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', False), ('state', 'settled')), models.Q(models.Q(('state', 'settled'), _negated=True), ('settled_at', None)), _connector='OR'), name='conflict_settled_has_time'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AcceptedRisk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('reason', models.TextField()),
                ('until', models.DateTimeField()),
                ('shortfall_units', models.BigIntegerField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('conflict', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='risks', to='coordination.conflict')),
            ],
            options={
                'verbose_name': 'accepted risk',
                'ordering': ['-id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='risk_has_a_reason'),
                    models.CheckConstraint(condition=models.Q(('until__gt', models.F('at'))), name='risk_ends_later'),
                    models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('conflict',), name='risk_one_at_a_time'),
                ],
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
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('disbursement',), name='cost_payment_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='cost_payment_ended_has_a_name'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('department', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.department')),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='held_delegations', to=settings.AUTH_USER_MODEL)),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='given_delegations', to=settings.AUTH_USER_MODEL)),
                ('station', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.station')),
            ],
            options={
                'verbose_name': 'delegation',
                'ordering': ['during', 'id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('department', None), ('station__isnull', False)), models.Q(('department__isnull', False), ('station', None)), _connector='OR'), name='delegation_in_one_unit'),
                    models.CheckConstraint(condition=models.Q(('during__endswith__isnull', False), ('during__isempty', False)), name='delegation_lasts'),
                    models.CheckConstraint(condition=models.Q(('giver', models.F('deputy')), _negated=True), name='delegation_to_somebody_else'),
                    django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func('giver_id', 'giver_id', models.Value('[]'), function='int8range'), '&&'), ('during', '&&')], name='delegation_one_at_a_time'),
                ],
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
                'indexes': [
                    models.Index(fields=['directive', '-id'], name='cost_last_said'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('each__gte', 0)), name='cost_not_negative'),
                    models.CheckConstraint(condition=models.Q(models.Q(('origin', 'with_it'), _negated=True), models.Q(('fund', ''), _negated=True), _connector='OR'), name='cost_with_money_names_it'),
                ],
            },
        ),
        migrations.CreateModel(
            name='DuplicatePair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('basis', models.CharField(choices=[('items', 'Same data'), ('visit', 'Same visit'), ('title', 'Same title')], max_length=5)),
                ('items', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('score', models.PositiveSmallIntegerField()),
                ('window_start', models.DateTimeField()),
                ('window_end', models.DateTimeField()),
                ('saved_units', models.BigIntegerField(null=True)),
                ('state', models.CharField(choices=[('open', 'Open'), ('offered', 'Offered'), ('joined', 'Joined'), ('dismissed', 'Not the same'), ('gone', 'Over')], default='open', max_length=9)),
                ('found_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.bureau')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tasking.directive')),
                ('kept', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tasking.directive')),
                ('offered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tasking.directive')),
            ],
            options={
                'verbose_name': 'duplicate',
                'ordering': ['-id'],
                'indexes': [
                    models.Index(condition=models.Q(('state__in', ('open', 'offered'))), fields=['bureau'], name='duplicate_open'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('first', 'second'), name='duplicate_once_per_pair'),
                    models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='duplicate_pair_in_order'),
                    models.CheckConstraint(condition=models.Q(('window_end__gt', models.F('window_start'))), name='duplicate_window_not_empty'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state__in', ['joined', 'dismissed'])), models.Q(('decided_at', None), ('decided_by', None), ('state__in', ['open', 'offered', 'gone'])), _connector='OR'), name='duplicate_decided_by_somebody'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'offered'), _negated=True), models.Q(('kept__isnull', False), ('offered_by__isnull', False)), _connector='OR'), name='duplicate_offered_by_somebody'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'joined'), _negated=True), ('kept__isnull', False), _connector='OR'), name='duplicate_joined_into_one'),
                ],
            },
        ),
        migrations.CreateModel(
            name='DuplicateStation',
            fields=[
                ('id', models.BigIntegerField(db_default=models.Func(models.Value('coordination_conflict_id_seq'), function='nextval'), primary_key=True, serialize=False)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tasking.assignment')),
                ('pair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stations', to='coordination.duplicatepair')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tasking.assignment')),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='duplicates', to='organization.station')),
            ],
            options={
                'verbose_name': 'duplicate at a station',
                'constraints': [
                    models.UniqueConstraint(fields=('pair', 'station'), name='duplicate_once_per_station'),
                ],
            },
        ),
        migrations.CreateModel(
            name='EmergencyOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='reason')),
                ('ordered_at', models.DateTimeField(blank=True, null=True, verbose_name='ordered by phone at')),
                ('logged_at', models.DateTimeField()),
                ('until', models.DateTimeField(verbose_name='in force until')),
                ('displaced', models.JSONField(blank=True, default=list)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('remark', models.TextField(blank=True, verbose_name='remark')),
                ('version', models.PositiveIntegerField(default=1)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('directive', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='emergency', to='tasking.directive')),
                ('renewal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='renews', to='tasking.directive')),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'urgent task',
                'ordering': ['-id'],
                'indexes': [
                    models.Index(condition=models.Q(('ended_at', None)), fields=['until'], name='emergency_running'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('until__gt', models.F('logged_at'))), name='emergency_ends_after_it_began'),
                    models.CheckConstraint(condition=models.Q(('ordered_at', None), ('ordered_at__lte', models.F('logged_at')), _connector='OR'), name='emergency_logged_after_the_call'),
                    models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at', None), ('reviewed_by', None)), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False)), _connector='OR'), name='emergency_review_has_a_name'),
                ],
            },
        ),
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
            name='JoinOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('items', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('elsewhere', models.BooleanField(default=False)),
                ('units', models.BigIntegerField(null=True)),
                ('start', models.DateTimeField(null=True)),
                ('note', models.TextField(blank=True)),
                ('kept_version', models.PositiveIntegerField()),
                ('folded_version', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('open', 'To be answered'), ('accepted', 'Agreed to'), ('declined', 'Not agreed to'), ('taken_back', 'Taken back'), ('stale', 'Overtaken')], default='open', max_length=10)),
                ('at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('folded', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tasking.directive')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tasking.directive')),
                ('pair', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='coordination.duplicatepair')),
                ('party', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offer', to='tasking.directiveparty')),
            ],
            options={
                'verbose_name': 'offer to join two tasks',
                'ordering': ['-id'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('pair',), name='join_offer_one_open'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='join_offer_ended_has_time'),
                    models.CheckConstraint(condition=models.Q(models.Q(('party__isnull', False), ('state', 'accepted')), models.Q(models.Q(('state', 'accepted'), _negated=True), ('party', None)), _connector='OR'), name='join_offer_accepted_made_a_party'),
                    models.CheckConstraint(condition=models.Q(('units', None), ('units__gte', 0), _connector='OR'), name='join_offer_work_not_negative'),
                ],
            },
        ),
        migrations.CreateModel(
            name='JointVisits',
            fields=[
                ('bureau', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='organization.bureau')),
                ('days', models.PositiveSmallIntegerField(default=10)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'joint visits',
                'constraints': [models.CheckConstraint(condition=models.Q(('days__lte', 60)), name='joint_visits_within_a_quarter')],
            },
        ),
        migrations.CreateModel(
            name='LeadersSnapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('kept_at', models.DateTimeField()),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.bureau')),
                ('kept_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'kept page of the leaders',
                'ordering': ['-kept_at', '-id'],
                'indexes': [
                    models.Index(fields=['bureau', '-kept_at'], name='snapshot_last'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('filed', 'With the department'), ('kept', 'Kept by the department'), ('brokering', 'With the coordination office'), ('deciding', 'Before the bureau leader'), ('upheld', 'Upheld, taken off the station'), ('changed', 'Date or hours changed'), ('closed', 'Answered, stays as it is'), ('taken_back', 'Taken back by the station')], default='filed', max_length=10)),
                ('text', models.TextField(verbose_name='opinion')),
                ('asked_due', models.DateTimeField(blank=True, null=True)),
                ('asked_units', models.BigIntegerField(blank=True, null=True)),
                ('proof', models.JSONField(default=dict)),
                ('filed_at', models.DateTimeField()),
                ('answer_due', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='tasking.assignment')),
                ('filed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('files', models.ManyToManyField(related_name='+', to='desk.attachment')),
            ],
            options={
                'verbose_name': 'opinion',
                'ordering': ['-id'],
                'indexes': [
                    models.Index(condition=models.Q(('state__in', ('filed', 'kept', 'brokering', 'deciding'))), fields=['answer_due'], name='objection_clock'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('state__in', ('filed', 'kept', 'brokering', 'deciding'))), fields=('assignment',), name='objection_one_open_per_assignment'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answer_due__isnull', False), ('state__in', ('filed', 'kept', 'brokering', 'deciding'))), models.Q(models.Q(('state__in', ('filed', 'kept', 'brokering', 'deciding')), _negated=True), ('answer_due', None)), _connector='OR'), name='objection_clock_runs_while_waiting'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ObjectionEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('act', models.CharField(choices=[('file', 'Opinion given'), ('uphold', 'Upheld: taken off this station'), ('change', 'Date or hours changed'), ('keep', 'Kept as it is'), ('escalate', 'Put before the coordination office'), ('refer', 'Put before the bureau leader'), ('silence', 'No answer in time: put before the bureau leader'), ('rest', 'Not taken further in time: closed'), ('moot', 'Closed: nothing is owed any more'), ('take_back', 'Taken back')], max_length=12)),
                ('note', models.TextField(blank=True)),
                ('facts', models.JSONField(default=dict)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('objection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='coordination.objection')),
            ],
            options={
                'verbose_name': 'step of an opinion',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='OwedTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='protected for')),
                ('start', models.DateTimeField()),
                ('end', models.DateTimeField()),
                ('units', models.BigIntegerField()),
                ('repaid_units', models.BigIntegerField(default=0)),
                ('state', models.CharField(choices=[('owed', 'Owed'), ('repaid', 'Made up'), ('ended', 'Ended: the order no longer takes it'), ('let_go', 'Let go by the station')], default='owed', max_length=6)),
                ('urgent', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('due_on', models.DateField(verbose_name='to be made up by')),
                ('seen_order', models.PositiveIntegerField()),
                ('seen_block', models.PositiveIntegerField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='owed_time', to='tasking.assignment')),
                ('block', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='owed_time', to='tasking.protectedblock')),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='owed_time', to='organization.station')),
            ],
            options={
                'verbose_name': 'owed time',
                'ordering': ['-id'],
                'indexes': [
                    models.Index(condition=models.Q(('state', 'owed')), fields=['station'], name='owed_time_open'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='owed_time_end_after_start'),
                    models.UniqueConstraint(condition=models.Q(('state', 'owed')), fields=('assignment', 'block'), name='owed_time_once_per_order_and_block'),
                    models.CheckConstraint(condition=models.Q(('units__gt', 0), ('repaid_units__gte', 0), ('repaid_units__lte', models.F('units'))), name='owed_time_repaid_at_most_what_is_owed'),
                    models.CheckConstraint(condition=models.Q(('second', None), models.Q(('second', models.F('issued_by')), _negated=True), _connector='OR'), name='owed_time_two_different_names'),
                ],
            },
        ),
        migrations.CreateModel(
            name='OwedEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('act', models.CharField(choices=[('incur', 'Taken by the order'), ('change', 'The order takes more or less'), ('end', 'The order no longer takes it'), ('plan', 'Time to make up is protected'), ('repay', 'Made up'), ('miss', 'The time to make up was not kept'), ('let_go', 'Let go')], max_length=6)),
                ('units', models.BigIntegerField()),
                ('note', models.TextField(blank=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owed', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='coordination.owedtime')),
            ],
            options={
                'verbose_name': 'step of owed time',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='MakeUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('units', models.BigIntegerField(blank=True, null=True)),
                ('block', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='makes_up', to='tasking.protectedblock')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owed', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='make_ups', to='coordination.owedtime')),
            ],
            options={
                'verbose_name': 'time that makes up',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'Waiting for answers'), ('brokered', 'With the coordination office'), ('submitted', 'Before the leader'), ('stale', 'Overtaken by other facts'), ('applied', 'Agreed and carried out'), ('decided', 'Decided and carried out'), ('declined', 'Not approved'), ('withdrawn', 'Withdrawn'), ('over', 'No longer needed')], default='open', max_length=10)),
                ('method', models.CharField(max_length=20)),
                ('plan', models.JSONField()),
                ('round', models.PositiveSmallIntegerField(default=1)),
                ('revisions', models.JSONField(default=dict)),
                ('note', models.TextField(blank=True)),
                ('proposed_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(db_index=True, null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('conflict', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='threads', to='coordination.conflict')),
                ('conflicts', models.ManyToManyField(related_name='proposals', to='coordination.conflict')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'proposal',
                'ordering': ['-id'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('state__in', ('open', 'brokered', 'submitted', 'stale'))), fields=('conflict',), name='proposal_one_at_a_time'),
                    models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('state__in', ('open', 'brokered', 'submitted', 'stale'))), models.Q(models.Q(('state__in', ('open', 'brokered', 'submitted', 'stale')), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='proposal_closed_has_time'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ProposalEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('unit_code', models.CharField(blank=True, max_length=32)),
                ('act', models.CharField(max_length=20)),
                ('note', models.TextField(blank=True)),
                ('detail', models.JSONField(default=dict)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='coordination.proposal')),
            ],
            options={
                'verbose_name': 'proposal entry',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ProposalParty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('orders', 'its task is changed'), ('owes', 'does the work'), ('lends', 'lends officers')], max_length=6)),
                ('answer', models.CharField(choices=[('waiting', 'No answer yet'), ('accepted', 'Agrees'), ('countered', 'Suggests otherwise'), ('declined', 'Does not agree'), ('escalated', 'Asks for coordination')], default='waiting', max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('reminded_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('by_silence', models.BooleanField(default=False)),
                ('comment', models.TextField(blank=True)),
                ('wish', models.JSONField(null=True)),
                ('extension', models.CharField(blank=True, max_length=80, verbose_name='approved extension')),
                ('officers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), blank=True, default=list, size=None)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('department', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.department')),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='coordination.proposal')),
                ('station', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.station')),
            ],
            options={
                'verbose_name': 'party to a proposal',
                'ordering': ['id'],
                'indexes': [
                    models.Index(condition=models.Q(('answer', 'waiting')), fields=['due_at'], name='party_waiting'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('department', None), ('station__isnull', False)), models.Q(('department__isnull', False), ('station', None)), _connector='OR'), name='party_is_one_unit'),
                    models.UniqueConstraint(fields=('proposal', 'department'), name='party_department_once'),
                    models.UniqueConstraint(fields=('proposal', 'station'), name='party_station_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answer', 'waiting'), ('answered_at', None), ('answered_by', None)), models.Q(models.Q(('answer', 'waiting'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='party_answer_has_time'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answer', 'waiting'), ('by_silence', False)), models.Q(('answered_by', None), ('by_silence', True)), models.Q(('answered_by__isnull', False), ('by_silence', False)), _connector='OR'), name='party_answer_is_somebodys_or_silence'),
                    models.CheckConstraint(condition=models.Q(('due_at__gte', models.F('asked_at'))), name='party_due_after_asked'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Relief',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due', models.DateTimeField()),
                ('last', models.DateTimeField()),
                ('conflict', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reliefs', to='coordination.conflict')),
                ('directive', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tasking.directive')),
                ('look', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reliefs', to='coordination.relieflook')),
            ],
            options={
                'verbose_name': 'what one date would settle',
                'constraints': [
                    models.UniqueConstraint(fields=('conflict', 'directive'), name='relief_once'),
                    models.CheckConstraint(condition=models.Q(('due__lte', models.F('last'))), name='relief_due_before_last'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RemitReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.CharField(choices=[('police', 'A police department'), ('township', 'Township or subdistrict'), ('other', 'Another body')], default='other', max_length=8, verbose_name='kind of body')),
                ('requester', models.CharField(max_length=80, verbose_name='asked by')),
                ('matter', models.CharField(max_length=120, verbose_name='what is asked')),
                ('basis', models.CharField(max_length=200, verbose_name='basis')),
                ('effort_units', models.BigIntegerField(blank=True, null=True)),
                ('text', models.TextField(verbose_name='why it is outside police duties')),
                ('state', models.CharField(choices=[('reported', 'Reported, to be confirmed'), ('confirmed', 'Confirmed, not owed'), ('lapsed', 'In effect: nobody answered in time'), ('refused', 'Within police duties, to be done'), ('accepted', 'Taken on by the station')], default='reported', max_length=10)),
                ('reported_at', models.DateTimeField()),
                ('answer_due', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('routed_to', models.CharField(blank=True, max_length=80, verbose_name='whose business it is')),
                ('routed_letter', models.CharField(blank=True, max_length=120, verbose_name='letter sent on')),
                ('routed_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assignment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='remit_reports', to='tasking.assignment')),
                ('files', models.ManyToManyField(related_name='+', to='desk.attachment')),
                ('reported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('routed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remit_reports', to='organization.station')),
            ],
            options={
                'verbose_name': 'out-of-remit report',
                'ordering': ['-id'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('state', 'reported')), fields=('assignment',), name='remit_report_one_open_per_assignment'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'reported')), models.Q(models.Q(('state', 'reported'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='remit_report_answered_has_time'),
                    models.CheckConstraint(condition=models.Q(models.Q(('routed_at', None), ('routed_by', None), ('routed_to', '')), models.Q(models.Q(('routed_to', ''), _negated=True), ('routed_at__isnull', False), ('routed_by__isnull', False)), _connector='OR'), name='remit_report_routed_has_a_name'),
                    models.CheckConstraint(condition=models.Q(('effort_units', None), ('effort_units__gte', 0), _connector='OR'), name='remit_report_effort_not_negative'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SecondName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_at', models.DateTimeField()),
                ('units', models.BigIntegerField()),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('directive', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='second_name', to='tasking.directive')),
            ],
            options={
                'verbose_name': 'second name on an order',
            },
        ),
        migrations.CreateModel(
            name='StationState',
            fields=[
                ('station', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='state', serialize=False, to='organization.station')),
                ('as_of', models.DateTimeField(null=True)),
                ('checked_at', models.DateTimeField(null=True)),
                ('revision', models.PositiveBigIntegerField(default=0)),
                ('feasible', models.BooleanField(null=True)),
                ('capacity_known', models.BooleanField(default=False)),
                ('deficit_units', models.BigIntegerField(null=True)),
                ('overdue_units', models.BigIntegerField(default=0)),
                ('overdue_count', models.PositiveIntegerField(default=0)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('quarantined_at', models.DateTimeField(null=True)),
                ('last_error', models.TextField(blank=True)),
            ],
            options={
                'verbose_name': 'station state',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('as_of', None), ('checked_at', None)), models.Q(('as_of__isnull', False), ('checked_at__isnull', False)), _connector='OR'), name='state_checked_as_of_a_day'), models.CheckConstraint(condition=models.Q(('capacity_known', True), models.Q(('deficit_units', None), ('feasible', None)), _connector='OR'), name='state_unknown_capacity_is_no_verdict')],
            },
        ),
        migrations.CreateModel(
            name='SweepChunk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.PositiveSmallIntegerField(choices=[(0, 'Verdicts'), (1, 'Profiles')], default=0)),
                ('number', models.PositiveIntegerField()),
                ('stations', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('taken_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chunks', to='desk.job')),
            ],
            options={
                'verbose_name': 'part of a sweep',
                'constraints': [
                    models.UniqueConstraint(fields=('job', 'stage', 'number'), name='chunk_once'),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedalert',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM pg_advisory_xact_lock(7160003, 0); INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT s.id FROM new_rows r JOIN organization_bureau a ON a.id = r.bureau_id JOIN organization_bureau b ON starts_with(b.path, a.path) JOIN organization_station s ON s.bureau_id = b.id) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='736abe9fb491da08aa95dc86f6164f8f292dc9bf', level='STATEMENT', operation='INSERT', pgid='pgtrigger_mark_dirty_insert_fc54d', referencing='REFERENCING NEW TABLE AS new_rows ', table='personnel_alertlevel', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedalert',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM pg_advisory_xact_lock(7160003, 0); INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT s.id FROM new_rows r JOIN organization_bureau a ON a.id = r.bureau_id JOIN organization_bureau b ON starts_with(b.path, a.path) JOIN organization_station s ON s.bureau_id = b.id UNION SELECT s.id FROM old_rows r JOIN organization_bureau a ON a.id = r.bureau_id JOIN organization_bureau b ON starts_with(b.path, a.path) JOIN organization_station s ON s.bureau_id = b.id) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='4c0805832bda745ada01fa272ee972cbbb2884f0', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_mark_dirty_update_66f83', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='personnel_alertlevel', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedalert',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM pg_advisory_xact_lock(7160003, 0); INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT s.id FROM old_rows r JOIN organization_bureau a ON a.id = r.bureau_id JOIN organization_bureau b ON starts_with(b.path, a.path) JOIN organization_station s ON s.bureau_id = b.id) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='a380cbc12a75acc3bdea219641a26c6bf90afb67', level='STATEMENT', operation='DELETE', pgid='pgtrigger_mark_dirty_delete_17b00', referencing='REFERENCING OLD TABLE AS old_rows ', table='personnel_alertlevel', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedassignment',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, false FROM (SELECT DISTINCT station_id FROM new_rows WHERE station_id IS NOT NULL) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='2d675844dbb3b2d180eb6a62a1fdf8bdad832aaf', level='STATEMENT', operation='INSERT', pgid='pgtrigger_mark_dirty_insert_98d1f', referencing='REFERENCING NEW TABLE AS new_rows ', table='tasking_assignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedassignment',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, false FROM (SELECT DISTINCT station_id FROM new_rows WHERE station_id IS NOT NULL UNION SELECT DISTINCT station_id FROM old_rows WHERE station_id IS NOT NULL) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='9d6542df5488579e60e873ce94fa4f06e70a6873', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_mark_dirty_update_e8c72', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='tasking_assignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedassignment',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, false FROM (SELECT DISTINCT station_id FROM old_rows WHERE station_id IS NOT NULL) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='634a6b2acabd6120f0e4e8ba5883cf548cd07159', level='STATEMENT', operation='DELETE', pgid='pgtrigger_mark_dirty_delete_c22af', referencing='REFERENCING OLD TABLE AS old_rows ', table='tasking_assignment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedblock',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT DISTINCT station_id FROM new_rows WHERE station_id IS NOT NULL) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='b7ebd0174e534784bccbc87e4effe87d0c158924', level='STATEMENT', operation='INSERT', pgid='pgtrigger_mark_dirty_insert_69463', referencing='REFERENCING NEW TABLE AS new_rows ', table='tasking_protectedblock', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedblock',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT DISTINCT station_id FROM new_rows WHERE station_id IS NOT NULL UNION SELECT DISTINCT station_id FROM old_rows WHERE station_id IS NOT NULL) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='45bed6c4d98d596c9cce286d155c610642b626c7', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_mark_dirty_update_a0255', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='tasking_protectedblock', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedblock',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT DISTINCT station_id FROM old_rows WHERE station_id IS NOT NULL) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='284e570c8ae0b7b45c1cfb6ea0c1827fc7749528', level='STATEMENT', operation='DELETE', pgid='pgtrigger_mark_dirty_delete_6d07b', referencing='REFERENCING OLD TABLE AS old_rows ', table='tasking_protectedblock', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedcalendar',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM pg_advisory_xact_lock(7160003, 0); INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT s.id FROM organization_station s WHERE EXISTS (SELECT 1 FROM new_rows)) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='59dfb9d955b940b966dc86a52f0518c7995ddfc2', level='STATEMENT', operation='INSERT', pgid='pgtrigger_mark_dirty_insert_8656b', referencing='REFERENCING NEW TABLE AS new_rows ', table='organization_workdayoverride', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedcalendar',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM pg_advisory_xact_lock(7160003, 0); INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT s.id FROM organization_station s WHERE EXISTS (SELECT 1 FROM new_rows) UNION SELECT s.id FROM organization_station s WHERE EXISTS (SELECT 1 FROM old_rows)) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='90851a7cbbfcc3d31a737e4c0435455f32b7e0b4', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_mark_dirty_update_51f75', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='organization_workdayoverride', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedcalendar',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM pg_advisory_xact_lock(7160003, 0); INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT s.id FROM organization_station s WHERE EXISTS (SELECT 1 FROM old_rows)) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='11ada3143d6f6004d01b60ee0101f00378ca104a', level='STATEMENT', operation='DELETE', pgid='pgtrigger_mark_dirty_delete_e2b14', referencing='REFERENCING OLD TABLE AS old_rows ', table='organization_workdayoverride', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watcheddepartment',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, false FROM (SELECT DISTINCT a.station_id FROM new_rows r JOIN tasking_assignment a ON a.department_id = r.id UNION SELECT DISTINCT a.station_id FROM old_rows r JOIN tasking_assignment a ON a.department_id = r.id) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='17c2cfb12473fe6f6f71bec30418961738359c66', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_mark_dirty_update_d6be0', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='organization_department', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watcheddirective',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, false FROM (SELECT DISTINCT a.station_id FROM new_rows r JOIN tasking_assignment a ON a.directive_id = r.id UNION SELECT DISTINCT a.station_id FROM old_rows r JOIN tasking_assignment a ON a.directive_id = r.id) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='17251f245686489a61e546321382f9244a6a0035', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_mark_dirty_update_77226', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='tasking_directive', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedleave',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM 1 FROM personnel_officer WHERE id IN (SELECT officer_id FROM new_rows) ORDER BY id FOR NO KEY UPDATE; INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT DISTINCT p.station_id FROM new_rows r JOIN personnel_posting p ON p.officer_id = r.officer_id AND p.during && r.during WHERE p.station_id IS NOT NULL) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='229550ba11c73d7f23d7b3f73d71eae8e5822339', level='STATEMENT', operation='INSERT', pgid='pgtrigger_mark_dirty_insert_97887', referencing='REFERENCING NEW TABLE AS new_rows ', table='personnel_leave', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedleave',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM 1 FROM personnel_officer WHERE id IN (SELECT officer_id FROM new_rows UNION SELECT officer_id FROM old_rows) ORDER BY id FOR NO KEY UPDATE; INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT DISTINCT p.station_id FROM new_rows r JOIN personnel_posting p ON p.officer_id = r.officer_id AND p.during && r.during WHERE p.station_id IS NOT NULL UNION SELECT DISTINCT p.station_id FROM old_rows r JOIN personnel_posting p ON p.officer_id = r.officer_id AND p.during && r.during WHERE p.station_id IS NOT NULL) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='c96bd84bb3fcfccfe02d7b0c9c8cdcf76c95cf91', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_mark_dirty_update_4ec1c', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='personnel_leave', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedleave',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM 1 FROM personnel_officer WHERE id IN (SELECT officer_id FROM old_rows) ORDER BY id FOR NO KEY UPDATE; INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT DISTINCT p.station_id FROM old_rows r JOIN personnel_posting p ON p.officer_id = r.officer_id AND p.during && r.during WHERE p.station_id IS NOT NULL) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='541d826b89cf938b60d22777ca634f99d1a31d57', level='STATEMENT', operation='DELETE', pgid='pgtrigger_mark_dirty_delete_135f2', referencing='REFERENCING OLD TABLE AS old_rows ', table='personnel_leave', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedofficer',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT DISTINCT p.station_id FROM new_rows r JOIN personnel_posting p ON p.officer_id = r.id WHERE p.station_id IS NOT NULL) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='056a774bb54b91e59389efe7d2db9081714b1e54', level='STATEMENT', operation='INSERT', pgid='pgtrigger_mark_dirty_insert_cd200', referencing='REFERENCING NEW TABLE AS new_rows ', table='personnel_officer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedofficer',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT DISTINCT p.station_id FROM new_rows r JOIN personnel_posting p ON p.officer_id = r.id WHERE p.station_id IS NOT NULL UNION SELECT DISTINCT p.station_id FROM old_rows r JOIN personnel_posting p ON p.officer_id = r.id WHERE p.station_id IS NOT NULL) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='c602d27355a5500b0f40a220db94803a84e631ad', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_mark_dirty_update_f64d3', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='personnel_officer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedofficer',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT DISTINCT p.station_id FROM old_rows r JOIN personnel_posting p ON p.officer_id = r.id WHERE p.station_id IS NOT NULL) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='8e3f07b11864a8df0d0f67e587e516dde0a38298', level='STATEMENT', operation='DELETE', pgid='pgtrigger_mark_dirty_delete_e3c07', referencing='REFERENCING OLD TABLE AS old_rows ', table='personnel_officer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedplan',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT DISTINCT station_id FROM new_rows WHERE station_id IS NOT NULL) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='e5e1b721226f8da1d2fc886ea1d136d4be7421be', level='STATEMENT', operation='INSERT', pgid='pgtrigger_mark_dirty_insert_46557', referencing='REFERENCING NEW TABLE AS new_rows ', table='personnel_plannedstanding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedplan',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT DISTINCT station_id FROM new_rows WHERE station_id IS NOT NULL UNION SELECT DISTINCT station_id FROM old_rows WHERE station_id IS NOT NULL) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='239aedf4fa5fa69d33960ccfd4c7e9ef3bb2798e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_mark_dirty_update_e75bd', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='personnel_plannedstanding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedplan',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT DISTINCT station_id FROM old_rows WHERE station_id IS NOT NULL) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='e77c90ad3fec283cd6fe213e6151ec0320cefb2e', level='STATEMENT', operation='DELETE', pgid='pgtrigger_mark_dirty_delete_014f6', referencing='REFERENCING OLD TABLE AS old_rows ', table='personnel_plannedstanding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedposting',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM 1 FROM personnel_officer WHERE id IN (SELECT officer_id FROM new_rows) ORDER BY id FOR NO KEY UPDATE; INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT DISTINCT station_id FROM new_rows WHERE station_id IS NOT NULL) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='9701e35bbca0d975215f1ea5dfb6eb45a0427a0e', level='STATEMENT', operation='INSERT', pgid='pgtrigger_mark_dirty_insert_259de', referencing='REFERENCING NEW TABLE AS new_rows ', table='personnel_posting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedposting',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM 1 FROM personnel_officer WHERE id IN (SELECT officer_id FROM new_rows UNION SELECT officer_id FROM old_rows) ORDER BY id FOR NO KEY UPDATE; INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT DISTINCT station_id FROM new_rows WHERE station_id IS NOT NULL UNION SELECT DISTINCT station_id FROM old_rows WHERE station_id IS NOT NULL) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='d361a2dd398259aecf4f4593c84118382985e582', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_mark_dirty_update_d4b2d', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='personnel_posting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedposting',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM 1 FROM personnel_officer WHERE id IN (SELECT officer_id FROM old_rows) ORDER BY id FOR NO KEY UPDATE; INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT DISTINCT station_id FROM old_rows WHERE station_id IS NOT NULL) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='cda0639d8cebc129766f6e1f47b79a5786649534', level='STATEMENT', operation='DELETE', pgid='pgtrigger_mark_dirty_delete_bd1d3', referencing='REFERENCING OLD TABLE AS old_rows ', table='personnel_posting', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedregime',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT DISTINCT station_id FROM new_rows WHERE station_id IS NOT NULL) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='87f3bc368bde31485ad46576f66d0b512d168025', level='STATEMENT', operation='INSERT', pgid='pgtrigger_mark_dirty_insert_202b1', referencing='REFERENCING NEW TABLE AS new_rows ', table='personnel_dutyregime', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedregime',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT DISTINCT station_id FROM new_rows WHERE station_id IS NOT NULL UNION SELECT DISTINCT station_id FROM old_rows WHERE station_id IS NOT NULL) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='73c2f8ee73491c499d2d3a59093c8daaaf20fc3a', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_mark_dirty_update_17fd4', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='personnel_dutyregime', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedregime',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT DISTINCT station_id FROM old_rows WHERE station_id IS NOT NULL) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='50b1c5f98d86d1ed64f7e2136291b68813bff6b8', level='STATEMENT', operation='DELETE', pgid='pgtrigger_mark_dirty_delete_2eefa', referencing='REFERENCING OLD TABLE AS old_rows ', table='personnel_dutyregime', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedstation',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM pg_advisory_xact_lock_shared(7160003, 0); INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT id FROM new_rows) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='4a546ceacd8eadbfe3c9c926d174cb9a7fe57ef0', level='STATEMENT', operation='INSERT', pgid='pgtrigger_mark_dirty_insert_15730', referencing='REFERENCING NEW TABLE AS new_rows ', table='organization_station', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedstation',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM pg_advisory_xact_lock_shared(7160003, 0); INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT id FROM new_rows UNION SELECT id FROM old_rows) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='e6376a9e29a9a45e7286e1179ad6b6386ace27be', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_mark_dirty_update_6904c', referencing='REFERENCING OLD TABLE AS old_rows  NEW TABLE AS new_rows ', table='organization_station', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='watchedstation',
            trigger=pgtrigger.compiler.Trigger(name='mark_dirty_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="PERFORM pg_advisory_xact_lock_shared(7160003, 0); INSERT INTO coordination_dirtystation (station_id, capacity) SELECT marked.id, true FROM (SELECT id FROM old_rows) AS marked (id); PERFORM pg_notify('yipan_dirty', ''); RETURN NULL;", hash='6622e5ccde9f2ed3b5557396bfe160fcc6e3b124', level='STATEMENT', operation='DELETE', pgid='pgtrigger_mark_dirty_delete_d32d8', referencing='REFERENCING OLD TABLE AS old_rows ', table='organization_station', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='admissionentry',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='36f607e7faa74f63f82f288767d97a63bbdf22d0', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_95bb4', table='coordination_admissionentry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capentry',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='091393fad9407be32fdb2e9058f456c764d8e172', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9d6c2', table='coordination_capentry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capnote',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='dcac8484f0f407c8aa7eadfc7b8aa8985baf820f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b1988', table='coordination_capnote', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='directivecost',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d044ac2afe0dd3418b5f2f990b98201382d3b34b', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_dae18', table='coordination_directivecost', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expensecause',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='fe4b0adaa555409357bbd99db9cf96eee433d35f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_22bd8', table='coordination_expensecause', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leaderssnapshot',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='666d1680addefbe83281205716dfe758846852a1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_da808', table='coordination_leaderssnapshot', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='objectionentry',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2b1031f5bf0d57fafc910df8fd7abda2b34eafaa', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3653a', table='coordination_objectionentry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='owedentry',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5948c7b08757c82f2c9690988d821dda8e5bfa89', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a28e0', table='coordination_owedentry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='proposalentry',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='51df277b729793ce317ac683630ce0eaf45c7cd3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_079bb', table='coordination_proposalentry', when='BEFORE')),
        ),
        migrations.RunSQL(profiles.STORAGE, migrations.RunSQL.noop),
        migrations.RunSQL(costs.FUNCTIONS + costs.TRIGGERS, costs.BACK),
    ]
