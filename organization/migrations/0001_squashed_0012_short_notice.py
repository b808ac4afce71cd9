"""Bureaus, stations, departments and who works in them, made in one go."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('organization', '0001_initial'),
        ('organization', '0002_recall_minutes'),
        ('organization', '0003_objections'),
        ('organization', '0004_admission'),
        ('organization', '0005_proposals'),
        ('organization', '0006_reminder'),
        ('organization', '0007_posting_days'),
        ('organization', '0008_floors'),
        ('organization', '0009_successors'),
        ('organization', '0010_care'),
        ('organization', '0011_people'),
        ('organization', '0012_short_notice'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(max_length=60, unique=True, verbose_name='user name')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('is_active', models.BooleanField(default=True)),
                ('is_persona', models.BooleanField(default=False, editable=False)),
                ('language', models.CharField(default='zh-hans', max_length=8)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'user',
            },
        ),
        migrations.CreateModel(
            name='CalendarYear',
            fields=[
                ('year', models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ('status', models.CharField(choices=[('published', 'Published'), ('provisional', 'Provisional')], max_length=12)),
                ('source', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'verbose_name': 'calendar year',
            },
        ),
        migrations.CreateModel(
            name='WorkdayOverride',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('is_workday', models.BooleanField(verbose_name='working day')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
            ],
            options={
                'verbose_name': 'calendar day',
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'token',
            },
        ),
        migrations.CreateModel(
            name='Bureau',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=32, unique=True, verbose_name='unit code')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('short_name', models.CharField(max_length=40, verbose_name='short name')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='English name')),
                ('pinyin', models.CharField(db_index=True, editable=False, max_length=120)),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                ('level', models.CharField(choices=[('ministry', 'Ministry'), ('province', 'Provincial bureau'), ('city', 'City bureau'), ('county', 'County bureau')], max_length=10)),
                ('path', models.CharField(db_index=True, editable=False, max_length=120)),
                ('admission', models.CharField(choices=[('off', 'None'), ('notify', 'The office is told'), ('gate', 'The office admits first')], default='off', max_length=6, verbose_name='admission')),
                ('admission_days', models.PositiveSmallIntegerField(default=3, help_text='So long the office has to look at a task; nights do not count.', verbose_name='working days for admission')),
                ('approver_required', models.BooleanField(default=False, verbose_name='approver required')),
                ('recall_minutes', models.PositiveSmallIntegerField(default=60, help_text='So long after its issue a task may be recalled; 0: not at all.', verbose_name='minutes for a recall')),
                ('opinion_days', models.PositiveSmallIntegerField(default=3, help_text='At most; never more than a quarter of the time left to the due.', verbose_name='working days to answer an opinion')),
                ('remit_days', models.PositiveSmallIntegerField(default=3, help_text='Unanswered it then takes effect; 0: only when it is confirmed.', verbose_name='working days to answer an out-of-remit report')),
                ('proposal_days', models.PositiveSmallIntegerField(default=2, help_text='So long a proposal waits for each unit that must agree.', verbose_name='working days to answer a proposal')),
                ('reminder_hours', models.PositiveSmallIntegerField(default=4, help_text='So long before its end people are reminded; 0: not at all.', verbose_name='working hours before an emergency order ends')),
                ('posting_days', models.PositiveSmallIntegerField(default=5, help_text='So long the chiefs of both stations may say what they think.', verbose_name='working days to answer about a posting')),
                ('sick_days', models.PositiveSmallIntegerField(default=10, verbose_name='days of sick leave after which a visit is owed')),
                ('note_days', models.PositiveSmallIntegerField(default=365, verbose_name='days until a no-blame note is deleted')),
                ('visit_note_days', models.PositiveSmallIntegerField(default=365, verbose_name='days until the notes of a visit are deleted')),
                ('expiry_days', models.PositiveSmallIntegerField(default=60, help_text='So long before it the officer is reminded; 0: not at all.', verbose_name='days before a required qualification expires')),
                ('short_days', models.PositiveSmallIntegerField(db_default=3, default=3, verbose_name='working days under which a task is short notice')),
                ('share_floor', models.PositiveSmallIntegerField(default=40, verbose_name='least share of officers in stations, per cent')),
                ('share_goal', models.PositiveSmallIntegerField(default=45, verbose_name='share of officers in stations aimed at, per cent')),
                ('residents_urban', models.PositiveIntegerField(default=3000, verbose_name='most residents per community officer in town')),
                ('residents_rural', models.PositiveIntegerField(default=5000, verbose_name='most residents per community officer in the country')),
                ('silence_rule', models.CharField(choices=[('agrees', 'counts as agreement'), ('escalates', 'goes to the bureau leader')], default='escalates', max_length=9, verbose_name='no answer in time')),
                ('inspectorate_decides', models.BooleanField(default=False, help_text='Only to waive an order, with the approval of a bureau leader.', verbose_name='the inspectorate may stop wrong orders')),
                ('version', models.PositiveIntegerField(default=1)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='organization.bureau')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='organization.bureau')),
            ],
            options={
                'verbose_name': 'bureau',
                'abstract': False,
                'indexes': [
                    models.Index(fields=['path'], name='bureau_path_prefix', opclasses=['varchar_pattern_ops']),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('merged_into', None), ('closed_on__isnull', False), _connector='OR'), name='bureau_merged_is_closed'),
                    models.CheckConstraint(condition=models.Q(('recall_minutes__lte', 1440)), name='bureau_recall_within_a_day'),
                    models.CheckConstraint(condition=models.Q(('opinion_days__range', (1, 30)), ('remit_days__lte', 30)), name='bureau_answers_within_a_month'),
                    models.CheckConstraint(condition=models.Q(('admission_days__gte', 1), ('admission_days__lte', 30)), name='bureau_admission_within_a_month'),
                    models.CheckConstraint(condition=models.Q(('proposal_days__range', (1, 20))), name='bureau_proposals_within_a_month'),
                    models.CheckConstraint(condition=models.Q(('reminder_hours__lte', 40)), name='bureau_reminds_within_a_week'),
                    models.CheckConstraint(condition=models.Q(('posting_days__range', (1, 20))), name='bureau_postings_within_a_month'),
                    models.CheckConstraint(condition=models.Q(('note_days__range', (30, 1096)), ('sick_days__lte', 365)), name='bureau_forgets_notes'),
                    models.CheckConstraint(condition=models.Q(('visit_note_days__range', (30, 1096))), name='bureau_forgets_visit_notes'),
                    models.CheckConstraint(condition=models.Q(('expiry_days__lte', 365)), name='bureau_reminds_within_a_year'),
                    models.CheckConstraint(condition=models.Q(('short_days__range', (1, 20))), name='bureau_short_notice_within_a_month'),
                    models.CheckConstraint(condition=models.Q(('share_floor__lte', models.F('share_goal')), ('share_goal__lte', 100)), name='bureau_floors_are_shares'),
                    models.CheckConstraint(condition=models.Q(('residents_rural__gte', 1), ('residents_urban__gte', 1)), name='bureau_residents_for_somebody'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Department',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=32, unique=True, verbose_name='unit code')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('short_name', models.CharField(max_length=40, verbose_name='short name')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='English name')),
                ('pinyin', models.CharField(db_index=True, editable=False, max_length=120)),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                ('speciality', models.CharField(max_length=20, verbose_name='speciality')),
                ('is_coordination_office', models.BooleanField(default=False)),
                ('external', models.BooleanField(default=False, help_text='A township, for instance.', verbose_name='outside the police')),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='departments', to='organization.bureau')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='organization.department')),
            ],
            options={
                'verbose_name': 'department',
                'abstract': False,
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('merged_into', None), ('closed_on__isnull', False), _connector='OR'), name='department_merged_is_closed'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Station',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=32, unique=True, verbose_name='unit code')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('short_name', models.CharField(max_length=40, verbose_name='short name')),
                ('name_en', models.CharField(blank=True, max_length=120, verbose_name='English name')),
                ('pinyin', models.CharField(db_index=True, editable=False, max_length=120)),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                ('rural', models.BooleanField(default=False, verbose_name='rural')),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stations', to='organization.bureau')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='organization.station')),
            ],
            options={
                'verbose_name': 'station',
                'abstract': False,
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('merged_into', None), ('closed_on__isnull', False), _connector='OR'), name='station_merged_is_closed'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('department_staff', 'Department staff'), ('department_head', 'Department head'), ('leader', 'Bureau leader'), ('coordinator', 'Coordinator'), ('station_chief', 'Station chief'), ('station_officer', 'Station officer'), ('personnel_admin', 'Personnel admin'), ('finance', 'Finance'), ('internal_auditor', 'Internal auditor'), ('audit_admin', 'Audit admin'), ('security_admin', 'Security admin'), ('system_admin', 'System admin')], max_length=20)),
                ('acting', models.BooleanField(default=False, verbose_name='acting')),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('acting_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deputies', to=settings.AUTH_USER_MODEL)),
                ('bureau', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='organization.bureau')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='organization.department')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('station', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='organization.station')),
            ],
            options={
                'verbose_name': 'membership',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(models.Q(('bureau', None), ('department', None), ('station__isnull', False)), models.Q(('bureau', None), ('department__isnull', False), ('station', None)), models.Q(('bureau__isnull', False), ('department', None), ('station', None)), _connector='OR')), name='membership_in_exactly_one_unit'),
                    django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('role__in', ['system_admin', 'security_admin', 'audit_admin'])), expressions=[(models.Func('user_id', 'user_id', models.Value('[]'), function='int8range'), '&&'), ('during', '&&')], name='membership_separated_duties'),
                    models.CheckConstraint(condition=models.Q(('during__isempty', False)), name='membership_lasts'),
                    models.CheckConstraint(condition=models.Q(('acting_for', None), models.Q(('acting', True), models.Q(('acting_for', models.F('user')), _negated=True)), _connector='OR'), name='membership_acting_for_somebody_else'),
                    django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('acting_for__isnull', False)), expressions=[(models.Func('acting_for_id', 'acting_for_id', models.Value('[]'), function='int8range'), '&&'), (models.Func('station_id', 'station_id', models.Value('[]'), function='int8range'), '&&'), ('during', '&&')], name='membership_one_deputy_at_a_time'),
                ],
            },
        ),
        migrations.CreateModel(
            name='StationGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=32, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='groups', to='organization.bureau')),
                ('stations', models.ManyToManyField(related_name='groups', to='organization.station')),
            ],
            options={
                'verbose_name': 'station group',
            },
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True)),
                ('actor_name', models.CharField(max_length=60)),
                ('action', models.CharField(db_index=True, max_length=60)),
                ('subject_type', models.CharField(max_length=40)),
                ('subject_id', models.BigIntegerField(null=True)),
                ('unit_code', models.CharField(blank=True, max_length=32)),
                ('reason', models.TextField(blank=True)),
                ('detail', models.JSONField(default=dict)),
                ('address', models.GenericIPAddressField(null=True)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'audit event',
                'indexes': [models.Index(fields=['subject_type', 'subject_id'], name='organizatio_subject_e88503_idx')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='auditevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='185d5f6354e60404e9a6e222980310e06bd59402', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e0c99', table='organization_auditevent', when='BEFORE')),
        ),
    ]
