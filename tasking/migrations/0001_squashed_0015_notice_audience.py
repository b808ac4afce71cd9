"""Tasks and what is asked for with them, made in one go."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('tasking', '0001_initial'),
        ('tasking', '0002_recall_and_block_versions'),
        ('tasking', '0003_task_class'),
        ('tasking', '0004_part_of'),
        ('tasking', '0005_duplicates'),
        ('tasking', '0006_indexes_for_sweeps'),
        ('tasking', '0007_join_offers'),
        ('tasking', '0008_series'),
        ('tasking', '0009_notices'),
        ('tasking', '0010_plans'),
        ('tasking', '0011_difficulties'),
        ('tasking', '0012_hours_taken'),
        ('tasking', '0013_report_forms'),
        ('tasking', '0014_meeting_places'),
        ('tasking', '0015_notice_audience'),
    ]

    initial = True

    dependencies = [
        ('desk', '0001_squashed_0007_throttle_counts'),
        ('organization', '0001_squashed_0012_short_notice'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Directive',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(blank=True, db_index=True, max_length=40, verbose_name='number')),
                ('title', models.CharField(blank=True, max_length=120, verbose_name='title')),
                ('pinyin', models.CharField(editable=False, max_length=120)),
                ('kind', models.CharField(choices=[('task', 'Task'), ('campaign', 'Campaign'), ('report', 'Return'), ('publicity', 'Publicity'), ('security_duty', 'Security duty'), ('inspection', 'Inspection'), ('meeting', 'Meeting'), ('training', 'Training')], max_length=14, verbose_name='kind')),
                ('intent', models.TextField(blank=True, verbose_name='intent')),
                ('basis', models.CharField(blank=True, max_length=200, verbose_name='basis')),
                ('standard', models.TextField(blank=True, verbose_name='done when')),
                ('data_items', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=40)),
                ('task_class', models.CharField(choices=[('prescribed', 'Prescribed work'), ('command', 'Command order'), ('pushed', 'Pushed list')], db_default='prescribed', default='prescribed', max_length=10, verbose_name='task class')),
                ('deadline_class', models.CharField(choices=[('negotiable', 'Negotiable'), ('statutory', 'Statutory'), ('superior', 'Set above')], default='negotiable', max_length=12)),
                ('release', models.DateTimeField(blank=True, null=True, verbose_name='start')),
                ('due', models.DateTimeField(blank=True, null=True, verbose_name='due')),
                ('effort_units', models.BigIntegerField(blank=True, null=True)),
                ('max_officers', models.DecimalField(blank=True, decimal_places=3, max_digits=7, null=True)),
                ('officers', models.DecimalField(blank=True, decimal_places=3, max_digits=7, null=True)),
                ('attendees', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('venue', models.CharField(blank=True, choices=[('seat', 'At headquarters'), ('station', 'At the station'), ('video', 'By video')], db_default='', default='', max_length=7)),
                ('place', models.CharField(blank=True, db_default='', default='', max_length=60, verbose_name='place')),
                ('priority', models.SmallIntegerField(default=0)),
                ('reserved', models.BooleanField(default=False, verbose_name='reserved strength')),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Awaiting admission'), ('admitted', 'Admitted'), ('returned', 'Returned for changes'), ('issued', 'Issued'), ('closed', 'Closed'), ('withdrawn', 'Withdrawn'), ('recalled', 'Recalled')], default='draft', max_length=10)),
                ('conflict_reason', models.TextField(blank=True, verbose_name='reason for issuing into a conflict')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('issued_at', models.DateTimeField(blank=True, db_index=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('approver', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='directives', to='organization.department')),
                ('issued_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('own_station', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='own_directives', to='organization.station')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='relays', to='tasking.directive')),
                ('part_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='tasking.directive')),
                ('replaces', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='tasking.directive')),
            ],
            options={
                'verbose_name': 'directive',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='PlanItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('visits', 'Visits and enquiries'), ('checks', 'Safety checks'), ('mediation', 'Mediation'), ('records', 'Records and registers'), ('other', 'Other foundation work'), ('community', 'Community hours'), ('campaign', 'Own campaign')], max_length=10, verbose_name='kind')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('units', models.BigIntegerField()),
                ('per', models.CharField(choices=[('week', 'per week'), ('month', 'per month'), ('span', 'in all')], default='week', max_length=5)),
                ('first', models.DateField(verbose_name='from')),
                ('last', models.DateField(verbose_name='to')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'item of a plan',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_event', models.BooleanField(default=False)),
                ('release', models.DateTimeField(blank=True, null=True)),
                ('due', models.DateTimeField(blank=True, null=True)),
                ('effort_units', models.BigIntegerField(blank=True, null=True)),
                ('remaining_units', models.BigIntegerField(blank=True, null=True)),
                ('max_officers', models.DecimalField(blank=True, decimal_places=3, max_digits=7, null=True)),
                ('officers', models.DecimalField(blank=True, decimal_places=3, max_digits=7, null=True)),
                ('attendees', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('travel', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('priority', models.SmallIntegerField(default=0)),
                ('deadline_class', models.CharField(choices=[('negotiable', 'Negotiable'), ('statutory', 'Statutory'), ('superior', 'Set above')], max_length=12)),
                ('state', models.CharField(choices=[('issued', 'To sign for'), ('acknowledged', 'Signed for'), ('in_progress', 'In progress'), ('reported', 'Reported'), ('accepted', 'Accepted'), ('returned', 'Returned for completion'), ('withdrawn', 'Withdrawn'), ('recalled', 'Recalled')], default='issued', max_length=12)),
                ('acknowledged_at', models.DateTimeField(blank=True, null=True)),
                ('reported_at', models.DateTimeField(blank=True, null=True)),
                ('report', models.TextField(blank=True)),
                ('took_units', models.BigIntegerField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='organization.department')),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='organization.station')),
                ('directive', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='tasking.directive')),
            ],
            options={
                'verbose_name': 'assignment',
                'indexes': [
                    models.Index(condition=models.Q(('state__in', ('issued', 'acknowledged', 'in_progress', 'returned'))), fields=['station'], name='assignment_live'),
                    models.Index(condition=models.Q(('is_event', True), ('state__in', ('issued', 'acknowledged', 'in_progress', 'returned'))), fields=['station'], name='assignment_live_event'),
                    models.Index(condition=models.Q(('took_units__isnull', False)), fields=['department', 'reported_at'], name='assignment_took'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('directive', 'station'), name='assignment_once_per_station'),
                    models.CheckConstraint(condition=models.Q(('release', None), ('due', None), ('due__gte', models.F('release')), _connector='OR'), name='assignment_due_not_before_release'),
                    models.CheckConstraint(condition=models.Q(models.Q(('effort_units', None), ('effort_units__gte', 0), _connector='OR'), models.Q(('remaining_units', None), ('remaining_units__gte', 0), _connector='OR')), name='assignment_work_not_negative'),
                    models.CheckConstraint(condition=models.Q(('took_units', None), ('took_units__gt', 0), _connector='OR'), name='assignment_took_something'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['reported', 'accepted']), _negated=True), ('reported_at__isnull', False), _connector='OR'), name='assignment_reported_has_time'),
                    models.CheckConstraint(condition=models.Q(('is_event', False), models.Q(('due__isnull', False), ('release__isnull', False)), _connector='OR'), name='assignment_event_has_start_and_end'),
                    models.CheckConstraint(condition=models.Q(('travel', None), ('is_event', True), _connector='OR'), name='assignment_only_events_have_a_way'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AssignmentEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('act', models.CharField(max_length=20)),
                ('remaining_before', models.BigIntegerField(null=True)),
                ('remaining_after', models.BigIntegerField(null=True)),
                ('due_before', models.DateTimeField(null=True)),
                ('due_after', models.DateTimeField(null=True)),
                ('took_units', models.BigIntegerField(null=True)),
                ('note', models.TextField(blank=True)),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='tasking.assignment')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'assignment entry',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Difficulty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(choices=[('law', 'Application of the law'), ('procedure', 'Procedure and files'), ('evidence', 'Scene and evidence'), ('system', 'Information systems'), ('equipment', 'Equipment and support'), ('community', 'Community and mediation'), ('others', 'Cooperation with others'), ('other', 'Something else')], db_index=True, max_length=10, verbose_name='category')),
                ('urgency', models.CharField(choices=[('urgent', 'Urgent'), ('soon', 'Soon'), ('calm', 'Not urgent')], max_length=6, verbose_name='urgency')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('text', models.TextField(verbose_name='what is difficult')),
                ('state', models.CharField(choices=[('routing', 'The office says whose it is'), ('asked', 'With the department'), ('visiting', 'Guidance visit planned'), ('answered', 'Answered, the station has the say'), ('closed', 'Closed by the station'), ('taken_back', 'Taken back by the station')], max_length=10)),
                ('level', models.CharField(choices=[('department', 'Department'), ('office', 'Coordination office'), ('leader', 'Bureau leader')], max_length=10)),
                ('answer_due', models.DateTimeField(blank=True, null=True)),
                ('reminders', django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), blank=True, default=list, size=None)),
                ('answer', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('solved', 'Solved'), ('partly', 'Partly solved')], max_length=6)),
                ('reopened', models.PositiveSmallIntegerField(default=0)),
                ('raised_at', models.DateTimeField(db_index=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('pairs', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), blank=True, default=list, size=None)),
                ('version', models.PositiveIntegerField(default=1)),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='difficulties', to='organization.department')),
                ('files', models.ManyToManyField(related_name='+', to='desk.attachment')),
                ('raised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('same_as', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='tasking.difficulty')),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='difficulties', to='organization.station')),
            ],
            options={
                'verbose_name': 'difficulty',
                'ordering': ['-id'],
                'indexes': [
                    models.Index(condition=models.Q(('state__in', ('routing', 'asked', 'visiting'))), fields=['answer_due'], name='difficulty_clock'),
                    django.contrib.postgres.indexes.GinIndex(condition=models.Q(('answer', ''), _negated=True), fields=['pairs'], name='difficulty_answered_pairs'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('answer_due__isnull', False), ('state__in', ('routing', 'asked', 'visiting'))), models.Q(models.Q(('state__in', ('routing', 'asked', 'visiting')), _negated=True), ('answer_due', None)), _connector='OR'), name='difficulty_clock_runs_while_waiting'),
                    models.CheckConstraint(condition=models.Q(models.Q(('department', None), ('state', 'routing')), ('state', 'taken_back'), models.Q(models.Q(('state', 'routing'), _negated=True), ('department__isnull', False)), _connector='OR'), name='difficulty_routing_has_no_department'),
                    models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed'), models.Q(('outcome', ''), _negated=True)), models.Q(('closed_at__isnull', False), ('outcome', ''), ('state', 'taken_back')), models.Q(('closed_at', None), ('outcome', ''), ('state__in', ('routing', 'asked', 'visiting', 'answered'))), _connector='OR'), name='difficulty_closed_has_an_outcome'),
                    models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='difficulty_answer_has_time'),
                ],
            },
        ),
        migrations.CreateModel(
            name='DifficultyEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('act', models.CharField(choices=[('raise', 'Raised'), ('route', 'The office says whose it is'), ('hand_on', 'Handed on'), ('answer', 'Answered'), ('visit', 'Guidance visit planned'), ('call_off', 'Guidance visit called off'), ('visited', 'Guided on site'), ('note', 'Said in between'), ('join', "Answered together with another station's"), ('silence', 'No answer in time: one step up'), ('close', 'Closed by the station'), ('reopen', 'Not solved: open again, one step up'), ('take_back', 'Taken back')], max_length=10)),
                ('note', models.TextField(blank=True)),
                ('facts', models.JSONField(default=dict)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('difficulty', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='tasking.difficulty')),
            ],
            options={
                'verbose_name': 'step of a difficulty',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='TaskForm',
            fields=[
                ('directive', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='task_form', serialize=False, to='tasking.directive')),
                ('remind_before', models.PositiveSmallIntegerField(default=2)),
                ('remind_after', models.PositiveSmallIntegerField(default=1)),
                ('set_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'verbose_name': 'form of a task',
            },
        ),
        migrations.CreateModel(
            name='DirectiveParty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('saves', models.CharField(choices=[('form', 'one form for both'), ('visit', 'one visit for both')], max_length=5)),
                ('items', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('stations', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('added_items', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('added_stations', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, size=None)),
                ('saved_units', models.BigIntegerField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('at', models.DateTimeField(db_index=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joined_directives', to='organization.department')),
                ('directive', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='tasking.directive')),
                ('instead_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joined_into', to='tasking.directive')),
            ],
            options={
                'verbose_name': 'party to a directive',
                'ordering': ['id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('stations__len__gt', 0)), name='party_at_some_station'),
                    models.CheckConstraint(condition=models.Q(('saved_units', None), ('saved_units__gte', 0), _connector='OR'), name='party_saves_no_less_than_nothing'),
                ],
            },
        ),
        migrations.CreateModel(
            name='DirectiveTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due', models.DateTimeField(blank=True, null=True)),
                ('effort_units', models.BigIntegerField(blank=True, null=True)),
                ('travel', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('directive', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='tasking.directive')),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.station')),
            ],
            options={
                'verbose_name': 'directive target',
                'constraints': [
                    models.UniqueConstraint(fields=('directive', 'station'), name='directive_target_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='FormLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('directive', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tasking.directive')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'look at the answers to a task',
                'constraints': [
                    models.UniqueConstraint(fields=('directive', 'user'), name='form_look_once_by_each'),
                ],
            },
        ),
        migrations.CreateModel(
            name='FormReminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('when', models.CharField(choices=[('before', 'before it was due'), ('after', 'after it was due')], max_length=6)),
                ('due', models.DateTimeField()),
                ('on', models.DateField()),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='form_reminders', to='tasking.assignment')),
            ],
            options={
                'verbose_name': 'reminder of a report',
                'constraints': [
                    models.UniqueConstraint(fields=('assignment', 'when', 'due'), name='form_reminded_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='FormReuse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('keys', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None)),
                ('stations', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('at', models.DateTimeField(db_index=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='form_reuses', to='organization.department')),
                ('directive', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='form_reuses', to='tasking.directive')),
                ('instead_in', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reads', to='tasking.directive')),
            ],
            options={
                'verbose_name': 'answers read instead of asked for',
                'ordering': ['id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('stations__len__gt', 0)), name='form_reuse_of_some_stations'),
                ],
            },
        ),
        migrations.CreateModel(
            name='GuidanceVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('planned_on', models.DateField(verbose_name='day of the visit')),
                ('who', models.CharField(max_length=120, verbose_name='who comes')),
                ('what', models.TextField(verbose_name='what is shown')),
                ('planned_at', models.DateTimeField()),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='done on')),
                ('done', models.TextField(blank=True, verbose_name='what was done there')),
                ('recorded_at', models.DateTimeField(blank=True, null=True)),
                ('called_off_at', models.DateTimeField(blank=True, null=True)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guidance_visits', to='organization.department')),
                ('difficulty', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='tasking.difficulty')),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guidance_visits', to='organization.station')),
            ],
            options={
                'verbose_name': 'guidance visit',
                'ordering': ['-planned_on', '-id'],
                'indexes': [
                    models.Index(fields=['department', 'done_on'], name='guidance_by_day'),
                ],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('called_off_at', None), ('done_on', None)), fields=('difficulty',), name='guidance_planned_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('done', ''), ('done_on', None), ('recorded_at', None), ('recorded_by', None)), models.Q(('called_off_at', None), ('done_on__isnull', False), ('recorded_at__isnull', False), ('recorded_by__isnull', False), models.Q(('done', ''), _negated=True)), _connector='OR'), name='guidance_done_is_recorded'),
                ],
            },
        ),
        migrations.CreateModel(
            name='HelpTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('urgent', models.PositiveSmallIntegerField(default=1)),
                ('soon', models.PositiveSmallIntegerField(default=3)),
                ('calm', models.PositiveSmallIntegerField(default=7)),
                ('version', models.PositiveIntegerField(default=1)),
                ('bureau', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='help_terms', to='organization.bureau')),
            ],
            options={
                'verbose_name': 'terms for difficulties',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('calm__gte', models.F('soon')), ('calm__lte', 30), ('soon__gte', models.F('urgent')), ('urgent__gte', 1)), name='help_terms_grow_with_calm'),
                ],
            },
        ),
        migrations.CreateModel(
            name='KnowledgeArticle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(choices=[('law', 'Application of the law'), ('procedure', 'Procedure and files'), ('evidence', 'Scene and evidence'), ('system', 'Information systems'), ('equipment', 'Equipment and support'), ('community', 'Community and mediation'), ('others', 'Cooperation with others'), ('other', 'Something else')], db_index=True, max_length=10, verbose_name='category')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('question', models.TextField(verbose_name='what is asked')),
                ('answer', models.TextField(verbose_name='what helps')),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('look_again_on', models.DateField(verbose_name='look at it again on')),
                ('helped', models.PositiveIntegerField(default=0)),
                ('published_at', models.DateTimeField(db_index=True)),
                ('revised_at', models.DateTimeField(blank=True, null=True)),
                ('outdated_at', models.DateTimeField(blank=True, null=True)),
                ('outdated_reason', models.TextField(blank=True)),
                ('pairs', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), blank=True, default=list, size=None)),
                ('version', models.PositiveIntegerField(default=1)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='knowledge_articles', to='organization.department')),
                ('published_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='tasking.difficulty')),
            ],
            options={
                'verbose_name': 'published answer',
                'ordering': ['-id'],
                'indexes': [
                    django.contrib.postgres.indexes.GinIndex(fields=['pairs'], name='knowledge_pairs'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('outdated_at', None), ('outdated_reason', '')), models.Q(('outdated_at__isnull', False), models.Q(('outdated_reason', ''), _negated=True)), _connector='OR'), name='knowledge_outdated_has_a_reason'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('body', models.TextField(verbose_name='what is told')),
                ('todo', models.TextField(blank=True, verbose_name='what you must do')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='due')),
                ('last', models.DateField(verbose_name='holds until')),
                ('audience', models.CharField(choices=[('chiefs', "The stations' chiefs"), ('community', 'Chiefs and community officers'), ('everybody', 'Everybody at the stations')], db_default='chiefs', default='chiefs', max_length=9, verbose_name='who gets a letter')),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None)),
                ('spared_people', models.PositiveIntegerField(blank=True, null=True)),
                ('spared_minutes', models.PositiveBigIntegerField(blank=True, null=True)),
                ('issued_at', models.DateTimeField(db_index=True)),
                ('reminded_on', models.DateField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdraw_reason', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('corrects', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='correction', to='tasking.notice')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='organization.department')),
                ('files', models.ManyToManyField(related_name='+', to='desk.attachment')),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notice',
                'ordering': ['-id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('due_on', None), models.Q(('todo', ''), _negated=True), _connector='OR'), name='notice_due_says_what'),
                    models.CheckConstraint(condition=models.Q(('due_on', None), ('last__gte', models.F('due_on')), _connector='OR'), name='notice_holds_until_due'),
                    models.CheckConstraint(condition=models.Q(models.Q(('withdraw_reason', ''), ('withdrawn_at', None), ('withdrawn_by', None)), models.Q(models.Q(('withdraw_reason', ''), _negated=True), ('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='notice_withdrawn_has_a_reason'),
                    models.CheckConstraint(condition=models.Q(models.Q(('spared_minutes', None), ('spared_people', None)), models.Q(('spared_minutes__isnull', False), ('spared_people__isnull', False)), _connector='OR'), name='notice_spared_people_and_time'),
                ],
            },
        ),
        migrations.CreateModel(
            name='NoticeReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('understood_at', models.DateTimeField(blank=True, null=True)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='tasking.notice')),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='organization.station')),
                ('understood_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notice at a station',
                'ordering': ['-notice_id', 'station_id'],
                'constraints': [
                    models.UniqueConstraint(fields=('notice', 'station'), name='notice_once_per_station'),
                    models.CheckConstraint(condition=models.Q(models.Q(('understood_at', None), ('understood_by', None)), models.Q(('understood_at__isnull', False), ('understood_by__isnull', False)), _connector='OR'), name='notice_understood_has_a_name'),
                ],
            },
        ),
        migrations.CreateModel(
            name='NoticeReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('reader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('receipt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='tasking.noticereceipt')),
            ],
            options={
                'verbose_name': 'reading of a notice',
                'ordering': ['id'],
                'constraints': [
                    models.UniqueConstraint(fields=('receipt', 'reader'), name='notice_read_once_by_each'),
                ],
            },
        ),
        migrations.CreateModel(
            name='NoticeQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='question')),
                ('asked_at', models.DateTimeField()),
                ('answer', models.TextField(blank=True)),
                ('to_all', models.BooleanField(default=False)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('receipt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='tasking.noticereceipt')),
            ],
            options={
                'verbose_name': 'question about a notice',
                'ordering': ['id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', None), ('to_all', False)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='notice_answer_has_a_name'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PlanHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('monday', models.DateField()),
                ('units', models.BigIntegerField()),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='done', to='tasking.planitem')),
            ],
            options={
                'verbose_name': 'hours done in a week',
                'ordering': ['item', 'monday'],
                'constraints': [
                    models.UniqueConstraint(fields=('item', 'monday'), name='plan_hours_once_a_week'),
                    models.CheckConstraint(condition=models.Q(('units__gte', 0)), name='plan_hours_not_negative'),
                    models.CheckConstraint(condition=models.Q(('monday__iso_week_day', 1)), name='plan_hours_of_a_monday'),
                ],
            },
        ),
        migrations.AddField(
            model_name='directive',
            name='plan_item',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='tasks', to='tasking.planitem'),
        ),
        migrations.CreateModel(
            name='ProtectedBlock',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('start', models.DateTimeField(verbose_name='start')),
                ('end', models.DateTimeField(verbose_name='end')),
                ('officers', models.DecimalField(decimal_places=3, max_digits=7)),
                ('version', models.PositiveIntegerField(default=1)),
                ('plan_item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='blocks', to='tasking.planitem')),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='protected', to='organization.station')),
            ],
            options={
                'verbose_name': 'protected time',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('end__gt', models.F('start'))), name='protected_end_after_start'),
                    models.CheckConstraint(condition=models.Q(('officers__gt', 0)), name='protected_officers_positive'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ReportForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('family', models.BigIntegerField(db_index=True, null=True)),
                ('number', models.PositiveIntegerField(default=1)),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('demands', models.JSONField()),
                ('words', models.JSONField()),
                ('created_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='forms', to='organization.department')),
            ],
            options={
                'verbose_name': 'report form',
                'ordering': ['-id'],
                'constraints': [
                    models.UniqueConstraint(fields=('family', 'number'), name='form_version_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='FormAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('values', models.JSONField(default=dict)),
                ('notes', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField()),
                ('handed_in_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='form_answers', to='tasking.assignment')),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='tasking.reportform')),
            ],
            options={
                'verbose_name': 'answer to a report form',
                'ordering': ['number'],
                'constraints': [
                    models.UniqueConstraint(fields=('assignment', 'number'), name='form_answer_once'),
                    models.UniqueConstraint(condition=models.Q(('handed_in_at', None)), fields=('assignment',), name='form_answer_one_draft'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.CharField(choices=[('week', 'Weeks'), ('month', 'Months')], max_length=5)),
                ('length', models.PositiveSmallIntegerField()),
                ('count', models.CharField(choices=[('workday', 'Working day'), ('day', 'Day of the month or week')], max_length=7)),
                ('n', models.SmallIntegerField()),
                ('month', models.PositiveSmallIntegerField(default=1)),
                ('off_day', models.CharField(choices=[('before', 'The working day before'), ('after', 'The working day after'), ('stays', 'It stays there')], max_length=6)),
                ('due_time', models.TimeField(blank=True, null=True)),
                ('lead', models.PositiveSmallIntegerField()),
                ('since', models.DateField()),
                ('last', models.DateField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end_reason', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='series', to='organization.department')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='series', to='tasking.directive')),
            ],
            options={
                'verbose_name': 'recurring task',
                'ordering': ['-id'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('template',), name='series_one_runs_per_task'),
                    models.CheckConstraint(condition=models.Q(('lead__gte', 1), ('length__gte', 1), models.Q(('n', 0), _negated=True)), name='series_has_a_rhythm'),
                    models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_at', None), ('ended_by', None)), models.Q(models.Q(('end_reason', ''), _negated=True), ('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='series_ended_has_a_name'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SeriesTurn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.DateField()),
                ('made_at', models.DateTimeField()),
                ('directive', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='turn', to='tasking.directive')),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='turns', to='tasking.series')),
            ],
            options={
                'verbose_name': 'turn of a recurring task',
                'ordering': ['-period'],
                'constraints': [
                    models.UniqueConstraint(fields=('series', 'period'), name='series_once_a_period'),
                ],
            },
        ),
        migrations.CreateModel(
            name='StationPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('in_force_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('in_force_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='organization.station')),
            ],
            options={
                'verbose_name': 'plan of the year',
                'ordering': ['-year'],
                'constraints': [
                    models.UniqueConstraint(fields=('station', 'year'), name='station_plan_once_a_year'),
                    models.CheckConstraint(condition=models.Q(models.Q(('in_force_at', None), ('in_force_by', None)), models.Q(('in_force_at__isnull', False), ('in_force_by__isnull', False)), _connector='OR'), name='station_plan_in_force_has_a_name'),
                ],
            },
        ),
        migrations.AddField(
            model_name='planitem',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='tasking.stationplan'),
        ),
        migrations.CreateModel(
            name='TrainingPurpose',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(blank=True, choices=[('law', 'Application of the law'), ('procedure', 'Procedure and files'), ('evidence', 'Scene and evidence'), ('system', 'Information systems'), ('equipment', 'Equipment and support'), ('community', 'Community and mediation'), ('others', 'Cooperation with others'), ('other', 'Something else')], max_length=10)),
                ('kind', models.CharField(blank=True, choices=[('task', 'Task'), ('campaign', 'Campaign'), ('report', 'Return'), ('publicity', 'Publicity'), ('security_duty', 'Security duty'), ('inspection', 'Inspection'), ('meeting', 'Meeting'), ('training', 'Training')], max_length=16)),
                ('counted', models.JSONField(default=dict)),
                ('drafted_at', models.DateTimeField()),
                ('difficulties', models.ManyToManyField(related_name='trainings', to='tasking.difficulty')),
                ('directive', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='purpose', to='tasking.directive')),
                ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'purpose of a training',
                'ordering': ['-id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('kind', ''), models.Q(('category', ''), _negated=True)), models.Q(('category', ''), models.Q(('kind', ''), _negated=True)), _connector='OR'), name='training_answers_one_topic'),
                ],
            },
        ),
        migrations.CreateModel(
            name='TravelTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minutes', models.PositiveSmallIntegerField()),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organization.bureau')),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organization.station')),
            ],
            options={
                'verbose_name': 'travel time',
                'constraints': [
                    models.UniqueConstraint(fields=('bureau', 'station'), name='travel_time_once_per_station'),
                    models.CheckConstraint(condition=models.Q(('minutes__lte', 720)), name='travel_time_within_a_day'),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='assignmententry',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='95f241b539951a5f993b256ce8c4d515474cdb14', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ac6f6', table='tasking_assignmententry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='difficultyentry',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1038848bd4421977eb2d43d04c1ab3e8cbf6c786', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e677e', table='tasking_difficultyentry', when='BEFORE')),
        ),
        migrations.AddField(
            model_name='taskform',
            name='form',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='tasking.reportform'),
        ),
        migrations.AddField(
            model_name='taskform',
            name='set_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='directiveparty',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e94c91565d5faf674c89af5d46c11b87ab350495', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e7f5e', table='tasking_directiveparty', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='formreminder',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='416d1c180065bd8ddf6895f2b6609562b499b5d2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0c134', table='tasking_formreminder', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='formreuse',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1e2c6eec9f549335b0567a36506c5a82bf2f50ee', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9eec7', table='tasking_formreuse', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='noticereading',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d7fa8de61e969344b5e0e92d9d29d4618fdd3eec', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_82214', table='tasking_noticereading', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='directive',
            index=django.contrib.postgres.indexes.GinIndex(fields=['data_items'], name='directive_data_items'),
        ),
        migrations.AddIndex(
            model_name='directive',
            index=models.Index(condition=models.Q(('reserved', True)), fields=['id'], name='directive_reserved'),
        ),
        migrations.AddConstraint(
            model_name='directive',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('department', None), ('own_station__isnull', False)), models.Q(('department__isnull', False), ('own_station', None)), _connector='OR'), name='directive_has_one_requester'),
        ),
        migrations.AddConstraint(
            model_name='directive',
            constraint=models.CheckConstraint(condition=models.Q(('release', None), ('due', None), ('due__gte', models.F('release')), _connector='OR'), name='directive_due_not_before_release'),
        ),
        migrations.AddConstraint(
            model_name='directive',
            constraint=models.CheckConstraint(condition=models.Q(('effort_units', None), ('effort_units__gte', 0), _connector='OR'), name='directive_effort_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='directive',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('deadline_class', 'statutory'), _negated=True), models.Q(('basis', ''), _negated=True), ('state', 'draft'), _connector='OR'), name='directive_statutory_has_basis'),
        ),
        migrations.AddConstraint(
            model_name='directive',
            constraint=models.CheckConstraint(condition=models.Q(('reserved', False), ('title', ''), _connector='OR'), name='directive_reserved_has_no_title'),
        ),
        migrations.AddConstraint(
            model_name='directive',
            constraint=models.CheckConstraint(condition=models.Q(('approved_at', None), ('approver__isnull', False), _connector='OR'), name='directive_approval_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='directive',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'withdrawn'), _negated=True), fields=('replaces',), name='directive_corrected_once'),
        ),
        migrations.AddConstraint(
            model_name='directive',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['issued', 'closed', 'recalled']), _negated=True), ('issued_at__isnull', False), _connector='OR'), name='directive_issued_has_time'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportform',
            trigger=pgtrigger.compiler.Trigger(name='asked_for_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' AND NEW.demands = OLD.demands\n                        AND (OLD.family IS NULL OR NEW.family = OLD.family)\n                        AND NEW.number = OLD.number THEN\n                        RETURN NEW;\n                    END IF;\n                    IF EXISTS (\n                        SELECT FROM tasking_taskform f JOIN tasking_assignment a\n                        ON a.directive_id = f.directive_id WHERE f.form_id = OLD.id)\n                    THEN\n                        RAISE EXCEPTION 'what stations were asked stays as it was';\n                    END IF;\n                    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;\n                ", hash='42620e84eaba14d63c0b8764e198f13e23d1733e', operation='UPDATE OR DELETE', pgid='pgtrigger_asked_for_stays_3ee56', table='tasking_reportform', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='formanswer',
            trigger=pgtrigger.compiler.Trigger(name='handed_in_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."handed_in_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b63fb8be7b84c5d6c588df324b6b879d12e8f774', operation='UPDATE OR DELETE', pgid='pgtrigger_handed_in_stays_efd4f', table='tasking_formanswer', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='planitem',
            constraint=models.CheckConstraint(condition=models.Q(('units__gt', 0)), name='plan_item_has_hours'),
        ),
        migrations.AddConstraint(
            model_name='planitem',
            constraint=models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='plan_item_last_not_before_first'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='taskform',
            trigger=pgtrigger.compiler.Trigger(name='issued_stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF EXISTS (SELECT FROM tasking_assignment\n                        WHERE directive_id = OLD.directive_id) THEN\n                        RAISE EXCEPTION 'the form of an issued task stays';\n                    END IF;\n                    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;\n                ", hash='40325d68413eed2e24bb70d5481cb6be0816e0be', operation='UPDATE OR DELETE', pgid='pgtrigger_issued_stays_6a01c', table='tasking_taskform', when='BEFORE')),
        ),
    ]
