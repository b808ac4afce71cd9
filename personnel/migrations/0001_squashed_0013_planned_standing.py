"""Officers and their posts, made in one go; the abilities everybody knows."""

from importlib import import_module

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import personnel.models.spans
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

abilities = import_module("personnel.migrations.0004_abilities")


class Migration(migrations.Migration):

    replaces = [
        ('personnel', '0001_initial'),
        ('personnel', '0002_posts'),
        ('personnel', '0003_orders'),
        ('personnel', '0004_abilities'),
        ('personnel', '0005_leave_requests'),
        ('personnel', '0006_rosters'),
        ('personnel', '0007_rounds'),
        ('personnel', '0008_residents'),
        ('personnel', '0009_imports'),
        ('personnel', '0010_care'),
        ('personnel', '0011_true_capacity'),
        ('personnel', '0012_people'),
        ('personnel', '0013_planned_standing'),
    ]

    initial = True

    dependencies = [
        ('desk', '0001_squashed_0007_throttle_counts'),
        ('organization', '0001_squashed_0012_short_notice'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Officer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('police_number', models.CharField(max_length=12, unique=True, verbose_name='police number')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('pinyin', models.CharField(editable=False, max_length=120)),
                ('category', models.CharField(choices=[('police', 'Police officer'), ('auxiliary', 'Auxiliary')], default='police', max_length=10)),
                ('rank', models.CharField(blank=True, max_length=20, verbose_name='rank')),
                ('working_since', models.DateField(blank=True, null=True, verbose_name='working since')),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'officer',
            },
        ),
        migrations.CreateModel(
            name='RoundResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('market', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('verdict', models.CharField(max_length=12)),
                ('officer_optimal', models.BooleanField(null=True)),
                ('pairs', models.PositiveIntegerField()),
                ('blocking', models.JSONField(default=list)),
                ('missed', models.JSONField(default=list)),
                ('open_posts', models.JSONField(default=list)),
            ],
            options={
                'verbose_name': 'result of a round',
            },
        ),
        migrations.CreateModel(
            name='Ability',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('kind', models.CharField(choices=[('qualification', 'Qualification'), ('skill', 'Skill')], max_length=13)),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('name_en', models.CharField(blank=True, max_length=60, verbose_name='English name')),
                ('series', models.CharField(blank=True, max_length=20, verbose_name='series')),
                ('level', models.PositiveSmallIntegerField(default=1, verbose_name='level')),
                ('retired', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'qualification or skill',
                'ordering': ['kind', 'series', 'level', 'code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[a-z0-9-]{2,20}$')), name='ability_has_a_code'), models.UniqueConstraint(condition=models.Q(('series', ''), _negated=True), fields=('series', 'level'), name='ability_level_once')],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('officer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='contact', serialize=False, to='personnel.officer')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='telephone')),
                ('address', models.CharField(blank=True, max_length=120, verbose_name='address')),
                ('kin_name', models.CharField(blank=True, max_length=60, verbose_name='whom to call')),
                ('kin_phone', models.CharField(blank=True, max_length=20, verbose_name="that person's telephone")),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'contact data',
            },
        ),
        migrations.CreateModel(
            name='FitWeights',
            fields=[
                ('bureau', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='fit_weights', serialize=False, to='organization.bureau')),
                ('rank', models.PositiveSmallIntegerField(default=20, verbose_name='rank within the band')),
                ('experience', models.PositiveSmallIntegerField(default=30, verbose_name='experience in such a post')),
                ('experience_years', models.PositiveSmallIntegerField(default=3, verbose_name='years for all of it')),
                ('settled', models.PositiveSmallIntegerField(default=10, verbose_name='time in the present post')),
                ('settled_years', models.PositiveSmallIntegerField(default=2, verbose_name='years for all of it')),
                ('threshold', models.PositiveSmallIntegerField(default=40, verbose_name='proposed from, per cent')),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'verbose_name': 'weights of fit',
                'constraints': [models.CheckConstraint(condition=models.Q(('experience__lte', 100), ('experience_years__range', (1, 40)), ('rank__lte', 100), ('settled__lte', 100), ('settled_years__range', (1, 40)), ('threshold__lte', 100)), name='weights_are_points')],
            },
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=8)),
                ('name', models.CharField(max_length=120, verbose_name='file')),
                ('digest', models.CharField(max_length=64)),
                ('content', models.BinaryField(null=True)),
                ('language', models.CharField(max_length=8)),
                ('state', models.CharField(choices=[('judging', 'Being judged'), ('judged', 'Judged'), ('unusable', 'Cannot be used'), ('applying', 'Being put in force'), ('applied', 'In force'), ('cancelled', 'Cancelled')], default='judging', max_length=9)),
                ('problem', models.TextField(blank=True)),
                ('mark', models.CharField(blank=True, max_length=64)),
                ('counts', models.JSONField(default=dict)),
                ('moved', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='desk.job')),
            ],
            options={
                'verbose_name': 'import',
                'ordering': ['-id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('applied_at__isnull', False), ('state', 'applied')), models.Q(models.Q(('state', 'applied'), _negated=True), ('applied_at', None)), _connector='OR'), name='import_applied_has_time'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'applied'), _negated=True), ('content', None), _connector='OR'), name='import_applied_keeps_no_file'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ImportLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.CharField(max_length=12)),
                ('number', models.PositiveIntegerField()),
                ('subject', models.CharField(max_length=160)),
                ('act', models.CharField(max_length=7)),
                ('changes', models.JSONField(default=list)),
                ('problems', models.JSONField(default=list)),
                ('moved', models.BooleanField(default=False)),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='personnel.import')),
            ],
            options={
                'verbose_name': 'line of an import',
                'ordering': ['id'],
                'indexes': [
                    models.Index(fields=['of', 'act'], name='import_line_by_act'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Leave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('annual', 'Annual leave'), ('sick', 'Sick leave'), ('family', 'Family leave'), ('training', 'Away for training'), ('compensatory', 'Compensatory rest')], default='annual', max_length=14)),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leaves', to='personnel.officer')),
            ],
            options={
                'verbose_name': 'leave',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('during__isempty', False)), name='leave_lasts'),
                    django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func('officer_id', 'officer_id', models.Value('[]'), function='int8range'), '&&'), ('during', '&&')], name='leave_no_overlap'),
                ],
            },
        ),
        migrations.CreateModel(
            name='LeaveRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('annual', 'Annual leave'), ('sick', 'Sick leave'), ('family', 'Family leave'), ('training', 'Away for training'), ('compensatory', 'Compensatory rest')], max_length=14)),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('to_leader', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('asked', 'To be decided'), ('approved', 'Approved'), ('refused', 'Not approved'), ('taken_back', 'Taken back'), ('recalled', 'Called off')], default='asked', max_length=10)),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('leave', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='request', to='personnel.leave')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leave_requests', to='personnel.officer')),
            ],
            options={
                'verbose_name': 'request for leave',
                'ordering': ['-id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('during__endswith__isnull', False), ('during__isempty', False), ('during__startswith__isnull', False)), name='leave_request_has_days'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('state__in', ['asked', 'taken_back'])), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), ('state__in', ['approved', 'refused', 'recalled'])), _connector='OR'), name='leave_request_decided_has_a_name'),
                    django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('state', 'asked')), expressions=[(models.Func('officer_id', 'officer_id', models.Value('[]'), function='int8range'), '&&'), ('during', '&&')], name='leave_request_no_overlap'),
                ],
            },
            bases=(personnel.models.spans.Bounded, models.Model),
        ),
        migrations.CreateModel(
            name='LeavePart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.department')),
                ('station', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.station')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='personnel.leaverequest')),
            ],
            options={
                'verbose_name': 'part of a request for leave',
                'ordering': ['during'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('department__isnull', False), ('station', None)), models.Q(('department', None), ('station__isnull', False)), _connector='OR'), name='leave_part_in_exactly_one_unit'),
                    models.CheckConstraint(condition=models.Q(('during__endswith__isnull', False), ('during__isempty', False), ('during__startswith__isnull', False)), name='leave_part_has_days'),
                    django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func('request_id', 'request_id', models.Value('[]'), function='int8range'), '&&'), ('during', '&&')], name='leave_part_no_overlap'),
                ],
            },
            bases=(personnel.models.spans.Bounded, models.Model),
        ),
        migrations.CreateModel(
            name='LeaveStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('act', models.CharField(choices=[('ask', 'Asked for'), ('take_back', 'Taken back'), ('approve', 'Approved'), ('refuse', 'Not approved'), ('shorten', 'Shortened'), ('recall', 'Called off')], max_length=10)),
                ('text', models.TextField(blank=True)),
                ('instead', models.TextField(blank=True, verbose_name='who attends instead')),
                ('back', models.DateField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='personnel.leaverequest')),
            ],
            options={
                'verbose_name': 'step of a request for leave',
                'ordering': ['id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('act__in', ['ask', 'take_back', 'approve']), models.Q(('text', ''), _negated=True), _connector='OR'), name='leave_step_no_has_a_reason'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Limit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ground', models.CharField(choices=[('health', 'Health'), ('family', 'Family'), ('avoidance', 'Avoidance rule')], max_length=9)),
                ('effect', models.CharField(choices=[('nights', 'No post with night duty'), ('unit', 'Not to one unit'), ('area', "No leading post in one bureau's area"), ('relative', 'Not to the unit where a relative works'), ('wish', 'A wish; it bars nothing')], max_length=8)),
                ('note', models.CharField(max_length=200, verbose_name='what it rests on')),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.bureau')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.department')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='limits', to='personnel.officer')),
                ('relative', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='limits_of_kin', to='personnel.officer')),
                ('station', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.station')),
            ],
            options={
                'verbose_name': 'limit on postings',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('during__isempty', False)), name='limit_lasts'),
                    models.CheckConstraint(condition=models.Q(models.Q(('area', None), ('department', None), ('effect__in', ['nights', 'wish']), ('relative', None), ('station', None)), models.Q(models.Q(models.Q(('department__isnull', False), ('station', None)), models.Q(('department', None), ('station__isnull', False)), _connector='OR'), ('area', None), ('effect', 'unit'), ('relative', None)), models.Q(('area__isnull', False), ('department', None), ('effect', 'area'), ('relative', None), ('station', None)), models.Q(models.Q(('relative', models.F('officer')), _negated=True), ('area', None), ('department', None), ('effect', 'relative'), ('relative__isnull', False), ('station', None)), _connector='OR'), name='limit_names_what_it_bars'),
                    models.CheckConstraint(condition=models.Q(models.Q(('effect', 'wish'), ('ground', 'avoidance'), _negated=True), models.Q(('ground', 'avoidance'), models.Q(('effect__in', ['area', 'relative']), _negated=True), _connector='OR')), name='limit_avoidance_bars'),
                    models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='limit_has_a_note'),
                ],
            },
        ),
        migrations.CreateModel(
            name='NoBlameNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('written_at', models.DateTimeField()),
                ('happened_on', models.DateField(verbose_name='happened on')),
                ('what', models.TextField(verbose_name='what happened')),
                ('learned', models.TextField(verbose_name='what was learned')),
                ('forget_on', models.DateField()),
                ('chief', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='personnel.officer')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'no-blame note',
                'ordering': ['-id'],
                'indexes': [
                    models.Index(fields=['forget_on'], name='note_to_be_forgotten'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('forget_on__gt', models.F('happened_on'))), name='note_is_forgotten_later'),
                    models.CheckConstraint(condition=models.Q(models.Q(('what', ''), _negated=True), models.Q(('learned', ''), _negated=True)), name='note_says_something'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Occasion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, verbose_name='occasion')),
                ('days', models.PositiveSmallIntegerField(verbose_name='working days until the visit')),
                ('visitor', models.CharField(choices=[('chief', 'The chief of the unit'), ('leader', 'A bureau leader'), ('personnel', 'The personnel office')], default='chief', max_length=9, verbose_name='who visits')),
                ('trigger', models.CharField(blank=True, choices=[('', 'Entered by people'), ('sick', 'Long sick leave'), ('afar', 'Posted to another bureau')], max_length=4, verbose_name='noticed by')),
                ('active', models.BooleanField(default=True, verbose_name='in force')),
                ('version', models.PositiveIntegerField(default=1)),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='occasions', to='organization.bureau')),
            ],
            options={
                'verbose_name': 'occasion of a visit',
                'ordering': ['-active', 'id'],
                'constraints': [
                    models.UniqueConstraint(fields=('bureau', 'name'), name='occasion_once_by_name'),
                    models.UniqueConstraint(condition=models.Q(('active', True), models.Q(('trigger', ''), _negated=True)), fields=('bureau', 'trigger'), name='occasion_noticed_once'),
                    models.CheckConstraint(condition=models.Q(('days__range', (1, 30))), name='occasion_within_a_month'),
                ],
            },
        ),
        migrations.CreateModel(
            name='OrderSeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('turn', models.PositiveSmallIntegerField(default=1)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('silent_at', models.DateTimeField(blank=True, null=True)),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.station')),
            ],
            options={
                'verbose_name': 'station asked about a posting',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='OrderSaying',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, choices=[('agree', 'Agrees'), ('reservation', 'Has reservations'), ('objection', 'Objects')], max_length=11)),
                ('text', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reply', to='personnel.ordersaying')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sayings', to='personnel.orderseat')),
            ],
            options={
                'verbose_name': 'word on a posting',
                'ordering': ['id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(models.Q(('answer', ''), _negated=True), ('to', None)), models.Q(models.Q(('text', ''), _negated=True), ('answer', ''), ('to__isnull', False)), _connector='OR'), name='saying_answers_or_replies'),
                    models.CheckConstraint(condition=models.Q(('answer__in', ['', 'agree']), models.Q(('text', ''), _negated=True), _connector='OR'), name='saying_no_has_a_reason'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PlannedStanding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('units', models.BigIntegerField()),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='planned_standing', to='organization.station')),
            ],
            options={
                'verbose_name': 'planned standing hours',
                'constraints': [
                    django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func('station_id', 'station_id', models.Value('[]'), function='int8range'), '&&'), ('during', '&&')], name='planned_standing_no_overlap'),
                    models.CheckConstraint(condition=models.Q(('during__isempty', False)), name='planned_standing_lasts'),
                    models.CheckConstraint(condition=models.Q(('units__gte', 0)), name='planned_standing_not_negative'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='post')),
                ('category', models.CharField(choices=[('police', 'Police officer'), ('auxiliary', 'Auxiliary')], default='police', max_length=10)),
                ('approved', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='approved')),
                ('rank_from', models.CharField(blank=True, max_length=20, verbose_name='rank from')),
                ('rank_to', models.CharField(blank=True, max_length=20, verbose_name='rank to')),
                ('leading', models.BooleanField(default=False, verbose_name='leading post')),
                ('nights', models.BooleanField(default=False, verbose_name='with night duty')),
                ('weight', models.PositiveSmallIntegerField(default=1, verbose_name='weight')),
                ('required', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None)),
                ('desired', models.JSONField(blank=True, default=dict)),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='organization.department')),
                ('origin', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='later', to='personnel.post')),
                ('station', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='organization.station')),
            ],
            options={
                'verbose_name': 'post',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('department__isnull', False), ('station', None)), models.Q(('department', None), ('station__isnull', False)), _connector='OR'), name='post_in_exactly_one_unit'),
                    models.CheckConstraint(condition=models.Q(('during__isempty', False)), name='post_lasts'),
                    models.CheckConstraint(condition=models.Q(('approved__range', (1, 999))), name='post_is_for_somebody'),
                    models.CheckConstraint(condition=models.Q(('weight__range', (1, 5))), name='post_weighs_something'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(blank=True, max_length=40, verbose_name='post')),
                ('kind', models.CharField(choices=[('permanent', 'Permanent'), ('secondment', 'Secondment'), ('acting', 'Acting'), ('loan', 'On loan to HQ')], default='permanent', max_length=12)),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='organization.department')),
                ('established', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='personnel.post')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='personnel.officer')),
                ('station', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='organization.station')),
            ],
            options={
                'verbose_name': 'posting',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('department__isnull', False), ('station', None)), models.Q(('department', None), ('station__isnull', False)), _connector='OR'), name='posting_in_exactly_one_unit'),
                    models.CheckConstraint(condition=models.Q(('during__isempty', False)), name='posting_lasts'),
                    django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func('officer_id', 'officer_id', models.Value('[]'), function='int8range'), '&&'), ('during', '&&')], name='posting_no_overlap'),
                ],
            },
        ),
        migrations.CreateModel(
            name='DueVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('visitor', models.CharField(choices=[('chief', 'The chief of the unit'), ('leader', 'A bureau leader'), ('personnel', 'The personnel office')], max_length=9)),
                ('happened_on', models.DateField(verbose_name='happened on')),
                ('about', models.TextField(blank=True, verbose_name='what happened')),
                ('raised_at', models.DateTimeField()),
                ('due', models.DateTimeField()),
                ('overdue_at', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('due', 'To be visited'), ('done', 'Visited'), ('dropped', 'Not needed')], default='due', max_length=7)),
                ('visited_on', models.DateField(blank=True, null=True, verbose_name='visited on')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('forget_on', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.department')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='personnel.officer')),
                ('raised_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('station', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.station')),
                ('leave', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='visit', to='personnel.leave')),
                ('occasion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='personnel.occasion')),
                ('posting', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='visit', to='personnel.posting')),
            ],
            options={
                'verbose_name': 'due visit',
                'ordering': ['due', 'id'],
                'indexes': [
                    models.Index(condition=models.Q(('state', 'due')), fields=['due'], name='visit_waiting'),
                    models.Index(condition=models.Q(('forget_on__isnull', False)), fields=['forget_on'], name='visit_to_be_forgotten'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('department__isnull', False), ('station', None)), models.Q(('department', None), ('station__isnull', False)), _connector='OR'), name='visit_in_exactly_one_unit'),
                    models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_by', None), ('state', 'due')), models.Q(models.Q(('state', 'due'), _negated=True), ('closed_at__isnull', False), ('closed_by__isnull', False)), _connector='OR'), name='visit_closed_has_a_name'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'due'), _negated=True), ('forget_on', None), _connector='OR'), name='visit_forgotten_once_closed'),
                    models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), ('visited_on__isnull', False)), models.Q(models.Q(('state', 'done'), _negated=True), ('visited_on', None)), _connector='OR'), name='visit_done_has_a_day'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PostingOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('basis', models.TextField(blank=True, verbose_name='why')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('consulting', 'Chiefs are asked'), ('decided', 'Decided'), ('withdrawn', 'Withdrawn'), ('undone', 'Undone before it took effect')], default='draft', max_length=10)),
                ('prepared_at', models.DateTimeField()),
                ('turn', models.PositiveSmallIntegerField(default=0)),
                ('change_reason', models.TextField(blank=True)),
                ('answer_due', models.DateTimeField(blank=True, null=True)),
                ('meeting', models.CharField(blank=True, max_length=80, verbose_name='meeting')),
                ('met_on', models.DateField(blank=True, null=True)),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='number')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end_reason', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posting_orders', to='organization.bureau')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('prepared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('readers', models.ManyToManyField(related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'posting order',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='PostingLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('permanent', 'Permanent'), ('secondment', 'Secondment'), ('acting', 'Acting'), ('loan', 'On loan to HQ')], default='permanent', max_length=12)),
                ('first', models.DateField()),
                ('end', models.DateField(blank=True, null=True)),
                ('late_reason', models.CharField(blank=True, max_length=200)),
                ('cut_end', models.DateField(blank=True, null=True)),
                ('back', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='personnel.posting')),
                ('cut', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='personnel.posting')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.department')),
                ('loses', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.station')),
                ('made', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='personnel.posting')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='personnel.officer')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='personnel.post')),
                ('station', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.station')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='personnel.postingorder')),
            ],
            options={
                'verbose_name': 'line of a posting order',
                'ordering': ['id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('department__isnull', False), ('station', None)), models.Q(('department', None), ('station__isnull', False)), _connector='OR'), name='order_line_in_exactly_one_unit'),
                    models.CheckConstraint(condition=models.Q(('end', None), ('end__gt', models.F('first')), _connector='OR'), name='order_line_ends_later'),
                    models.UniqueConstraint(fields=('order', 'officer'), name='order_line_officer_once'),
                ],
            },
        ),
        migrations.AddField(
            model_name='orderseat',
            name='order',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='personnel.postingorder'),
        ),
        migrations.CreateModel(
            name='Residents',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('number', models.PositiveIntegerField(verbose_name='residents')),
                ('version', models.PositiveIntegerField(default=1)),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='residents', to='organization.station')),
            ],
            options={
                'verbose_name': 'residents of a station',
                'ordering': ['-year'],
                'constraints': [
                    models.UniqueConstraint(fields=('station', 'year'), name='residents_once_a_year'),
                    models.CheckConstraint(condition=models.Q(('year__range', (2000, 2100))), name='residents_of_a_year'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RosterLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pattern', models.CharField(choices=[('day', 'Day duty'), ('four_days', '24 h and 3 × 8 h in four days'), ('thirds', 'Thirds: duty, stand-by, rest')], max_length=9)),
                ('offset', models.PositiveSmallIntegerField(default=0)),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roster_lines', to='personnel.officer')),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roster_lines', to='organization.station')),
            ],
            options={
                'verbose_name': 'roster line',
                'ordering': ['id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('during__isempty', False)), name='roster_lasts'),
                    models.CheckConstraint(condition=models.Q(('offset__lt', 31)), name='roster_offset_in_cycle'),
                    django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func('officer_id', 'officer_id', models.Value('[]'), function='int8range'), '&&'), ('during', '&&')], name='roster_no_overlap'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RoundOfficer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by_rule', models.BooleanField(default=False)),
                ('wished_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='personnel.officer')),
            ],
            options={
                'verbose_name': 'officer of a round',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='RoundCouple',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('one', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='couple_as_one', to='personnel.roundofficer')),
                ('other', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='couple_as_other', to='personnel.roundofficer')),
            ],
            options={
                'verbose_name': 'couple of a round',
                'ordering': ['id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('one', models.F('other')), _negated=True), name='couple_is_two'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RoundPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('places', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1)], verbose_name='places')),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_reason', models.CharField(blank=True, max_length=200)),
                ('ranked_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='personnel.post')),
                ('ranked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'post of a round',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='RoundBar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bars', to='personnel.roundofficer')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='bars', to='personnel.roundpost')),
            ],
            options={
                'verbose_name': 'bar of a round',
                'ordering': ['id'],
                'constraints': [
                    models.UniqueConstraint(fields=('officer', 'post'), name='round_bar_once'),
                    models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='round_bar_has_a_reason'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RoundRank',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ranks', to='personnel.roundofficer')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ranks', to='personnel.roundpost')),
            ],
            options={
                'verbose_name': 'rank given in a round',
                'ordering': ['place'],
                'constraints': [
                    models.UniqueConstraint(fields=('post', 'officer'), name='rank_officer_once'),
                    models.UniqueConstraint(fields=('post', 'place'), name='rank_place_once'),
                    models.CheckConstraint(condition=models.Q(('place__gte', 1)), name='rank_place_counts_from_one'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RoundMatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choice', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('why', models.JSONField(default=list)),
                ('officer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='match', to='personnel.roundofficer')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='personnel.roundpost')),
                ('result', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='personnel.roundresult')),
            ],
            options={
                'verbose_name': 'match of a round',
                'ordering': ['id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('choice', None), ('post', None)), models.Q(('choice__isnull', False), ('post__isnull', False)), _connector='OR'), name='match_has_post_and_choice'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RoundWish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('joint', models.BooleanField(default=False)),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='personnel.roundofficer')),
                ('other', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='personnel.roundpost')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='wishes', to='personnel.roundpost')),
            ],
            options={
                'verbose_name': 'choice of a round',
                'ordering': ['place'],
                'constraints': [
                    models.UniqueConstraint(fields=('officer', 'place'), name='wish_place_once'),
                    models.UniqueConstraint(condition=models.Q(('joint', False)), fields=('officer', 'post'), name='wish_post_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('joint', False), ('other', None), ('post__isnull', False)), models.Q(('joint', True), ('post__isnull', False)), models.Q(('joint', True), ('other__isnull', False)), _connector='OR'), name='wish_names_a_post'),
                    models.CheckConstraint(condition=models.Q(('place__gte', 1)), name='wish_place_counts_from_one'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SelectionRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('basis', models.TextField(blank=True, verbose_name='why')),
                ('state', models.CharField(choices=[('draft', 'Being prepared'), ('wishing', 'Officers choose'), ('ranking', 'Chiefs rank'), ('matching', 'Being matched'), ('matched', 'Matched, not published'), ('published', 'Published'), ('closed', 'Closed'), ('cancelled', 'Cancelled')], default='draft', max_length=10)),
                ('most', models.PositiveSmallIntegerField(default=5, verbose_name='choices per officer')),
                ('wishes_until', models.DateTimeField()),
                ('ranks_until', models.DateTimeField()),
                ('reminded', models.CharField(blank=True, max_length=10)),
                ('prepared_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end_reason', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='organization.bureau')),
                ('job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='desk.job')),
                ('orders', models.ManyToManyField(related_name='rounds', to='personnel.postingorder')),
                ('prepared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'round of two-way selection',
                'ordering': ['-id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('ranks_until__gt', models.F('wishes_until'))), name='round_ranks_after_wishes'),
                    models.CheckConstraint(condition=models.Q(('most__range', (1, 20))), name='round_choices_are_few'),
                    models.CheckConstraint(condition=models.Q(models.Q(('opened_at', None), ('state', 'draft')), ('state', 'cancelled'), models.Q(models.Q(('state__in', ['draft', 'cancelled']), _negated=True), ('opened_at__isnull', False)), _connector='OR'), name='round_opened_has_time'),
                    models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', False), ('state__in', ['published', 'closed'])), models.Q(models.Q(('state__in', ['published', 'closed']), _negated=True), ('published_at', None)), _connector='OR'), name='round_published_has_time'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state', 'closed')), models.Q(models.Q(('end_reason', ''), _negated=True), ('ended_at__isnull', False), ('state', 'cancelled')), models.Q(models.Q(('state__in', ['closed', 'cancelled']), _negated=True), ('ended_at', None)), _connector='OR'), name='round_ended_has_time'),
                ],
            },
        ),
        migrations.AddField(
            model_name='roundresult',
            name='round',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='result', to='personnel.selectionround'),
        ),
        migrations.AddField(
            model_name='roundpost',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to='personnel.selectionround'),
        ),
        migrations.AddField(
            model_name='roundofficer',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='officers', to='personnel.selectionround'),
        ),
        migrations.CreateModel(
            name='RoundGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=40, verbose_name='name')),
                ('most', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='at most')),
                ('least', models.PositiveSmallIntegerField(default=0, verbose_name='at least')),
                ('posts', models.ManyToManyField(related_name='groups', to='personnel.roundpost')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='groups', to='personnel.selectionround')),
            ],
            options={
                'verbose_name': 'group of posts of a round',
                'ordering': ['id'],
                'constraints': [
                    models.UniqueConstraint(fields=('round', 'title'), name='round_group_name_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('least__gt', 0), ('most', None)), ('most__gte', models.F('least')), _connector='OR'), name='round_group_bounds_something'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RoundEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('act', models.CharField(max_length=20)),
                ('facts', models.JSONField(default=dict)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='personnel.selectionround')),
            ],
            options={
                'verbose_name': 'event of a round',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ServiceRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.CharField(max_length=80, verbose_name='unit')),
                ('post', models.CharField(blank=True, max_length=40, verbose_name='post')),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='service', to='personnel.officer')),
            ],
            options={
                'verbose_name': 'earlier service',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('during__endswith__isnull', False), ('during__isempty', False)), name='service_is_over'),
                ],
            },
        ),
        migrations.CreateModel(
            name='StaffingRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40, verbose_name='post')),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('reason', models.TextField(verbose_name='reason')),
                ('state', models.CharField(choices=[('open', 'To be answered'), ('taken', 'Taken up'), ('declined', 'Not taken up')], default='open', max_length=8)),
                ('asked_at', models.DateTimeField()),
                ('answer', models.TextField(blank=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='personnel.officer')),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.station')),
            ],
            options={
                'verbose_name': 'request for officers',
                'ordering': ['-id'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None), ('state', 'open')), models.Q(models.Q(models.Q(('state', 'open'), _negated=True), models.Q(('answer', ''), _negated=True)), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='request_answered_has_a_name'),
                    models.CheckConstraint(condition=models.Q(('number__range', (1, 99))), name='request_for_somebody'),
                ],
            },
        ),
        migrations.AddField(
            model_name='postingorder',
            name='request',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='personnel.staffingrequest', verbose_name='made of'),
        ),
        migrations.CreateModel(
            name='AlertLevel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.PositiveSmallIntegerField(choices=[(1, 'Level one: all at post, no leave'), (2, 'Level two: half at post')])),
                ('bound_share', models.DecimalField(decimal_places=3, default=0, max_digits=4, verbose_name='held ready')),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('reason', models.TextField(verbose_name='reason')),
                ('announced_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('announced_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='alert_levels', to='organization.bureau')),
            ],
            options={
                'verbose_name': 'alert level',
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('during__endswith__isnull', False), ('during__isempty', False), ('during__startswith__isnull', False)), name='alert_has_days'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='alert_has_a_reason'), models.CheckConstraint(condition=models.Q(('bound_share__range', (0, 1))), name='alert_binds_a_share'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func('bureau_id', 'bureau_id', models.Value('[]'), function='int8range'), '&&'), ('during', '&&')], name='alert_one_at_a_time')],
            },
            bases=(personnel.models.spans.Bounded, models.Model),
        ),
        migrations.CreateModel(
            name='Commendation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=80, verbose_name='for what')),
                ('deed', models.TextField(verbose_name='what was done')),
                ('state', models.CharField(choices=[('nominated', 'Nominated'), ('endorsed', 'Endorsed'), ('published', 'Published'), ('declined', 'Not taken up'), ('withdrawn', 'Taken back')], default='nominated', max_length=9)),
                ('by_leader', models.BooleanField(default=False)),
                ('nominated_at', models.DateTimeField()),
                ('endorsed_at', models.DateTimeField(blank=True, null=True)),
                ('endorsement', models.TextField(blank=True)),
                ('published_on', models.DateField(blank=True, null=True)),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='number')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end_reason', models.TextField(blank=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('bureau', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commendations', to='organization.bureau')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.department')),
                ('endorsed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('files', models.ManyToManyField(related_name='+', to='desk.attachment')),
                ('nominated_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('station', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.station')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commendations', to='personnel.officer')),
            ],
            options={
                'verbose_name': 'commendation',
                'ordering': ['-id'],
                'indexes': [models.Index(condition=models.Q(('state', 'published')), fields=['bureau', 'published_on'], name='commendation_by_quarter')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('department__isnull', False), ('station', None)), models.Q(('department', None), ('station__isnull', False)), _connector='OR'), name='commendation_in_exactly_one_unit'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('state', 'published'), _negated=True), ('published_by', None), ('published_on', None)), models.Q(('endorsed_at__isnull', False), ('endorsed_by__isnull', False), ('published_by__isnull', False), ('published_on__isnull', False), ('state', 'published')), _connector='OR'), name='commendation_published_is_endorsed'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state__in', ['nominated', 'endorsed', 'published'])), models.Q(models.Q(('end_reason', ''), _negated=True), ('ended_at__isnull', False), ('state__in', ['declined', 'withdrawn'])), _connector='OR'), name='commendation_ended_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Attainment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('number', models.CharField(blank=True, max_length=40, verbose_name='number of the certificate')),
                ('told_end', models.DateField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('ability', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attainments', to='personnel.ability')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attainments', to='personnel.officer')),
            ],
            options={
                'verbose_name': 'qualification or skill of an officer',
                'constraints': [models.CheckConstraint(condition=models.Q(('during__isempty', False)), name='attainment_lasts'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func('officer_id', 'officer_id', models.Value('[]'), function='int8range'), '&&'), (models.Func('ability_id', 'ability_id', models.Value('[]'), function='int8range'), '&&'), ('during', '&&')], name='attainment_no_overlap')],
            },
        ),
        migrations.CreateModel(
            name='DutyRegime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('during', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('hours', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=12)),
                ('roster_share', models.DecimalField(decimal_places=3, default=1, max_digits=4, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)])),
                ('standing_share', models.DecimalField(decimal_places=3, default=0, max_digits=4, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)])),
                ('standing_hours', models.DecimalField(decimal_places=2, default=0, max_digits=7, verbose_name='planned standing hours per week')),
                ('auxiliary_share', models.DecimalField(decimal_places=3, default=0, max_digits=4, validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(1)], verbose_name='standing work that an auxiliary takes over')),
                ('station', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='regimes', to='organization.station')),
            ],
            options={
                'verbose_name': 'duty regime',
                'constraints': [models.CheckConstraint(condition=models.Q(('during__isempty', False)), name='regime_lasts'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func('station_id', 'station_id', models.Value('[]'), function='int8range'), '&&'), ('during', '&&')], name='regime_no_overlap'), models.CheckConstraint(condition=models.Q(('roster_share__range', (0, 1)), ('standing_share__range', (0, 1))), name='regime_shares_are_shares'), models.CheckConstraint(condition=models.Q(('auxiliary_share__range', (0, 1))), name='regime_auxiliary_share_is_one'), models.CheckConstraint(condition=models.Q(('hours__len__in', (0, 2, 4, 6, 8, 10, 12)), ('hours', []), _connector='OR'), name='regime_hours_in_pairs'), models.CheckConstraint(condition=models.Q(('standing_hours__gte', 0)), name='regime_standing_not_negative')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='leavestep',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0cad945737580240905ce4326128246fc4c9272f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_896b3', table='personnel_leavestep', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='ordersaying',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='aef07b653c5daae2f23acb3f74fea7edd68ec76a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8fc9b', table='personnel_ordersaying', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='orderseat',
            constraint=models.UniqueConstraint(fields=('order', 'station', 'turn'), name='order_seat_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roundmatch',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8413210d952dce24cf4dd74a8408184de866eea5', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_9a237', table='personnel_roundmatch', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='roundresult',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('blocking', []), ('verdict', 'stable')), models.Q(models.Q(('blocking', []), _negated=True), ('verdict__in', ['none_exists', 'none_found'])), _connector='OR'), name='result_stable_has_no_blocking_pair'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roundresult',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b8eeca09312269ffc8c952ad4270c4b930d039f1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5abe3', table='personnel_roundresult', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='roundpost',
            constraint=models.UniqueConstraint(fields=('round', 'post'), name='round_post_once'),
        ),
        migrations.AddConstraint(
            model_name='roundpost',
            constraint=models.CheckConstraint(condition=models.Q(('places__range', (1, 999))), name='round_post_has_places'),
        ),
        migrations.AddConstraint(
            model_name='roundpost',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closed_reason', '')), models.Q(models.Q(('closed_reason', ''), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='round_post_closed_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='roundpost',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ranked_at', None), ('ranked_by', None)), models.Q(('ranked_at__isnull', False), ('ranked_by__isnull', False)), _connector='OR'), name='round_post_ranked_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='roundofficer',
            constraint=models.UniqueConstraint(fields=('round', 'officer'), name='round_officer_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roundevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8db50a8424da86e394c987d462033e8666d78056', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f3242', table='personnel_roundevent', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='postingorder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state__in', ['draft', 'consulting'])), models.Q(('decided_at', None), ('state', 'withdrawn')), models.Q(models.Q(models.Q(('meeting', ''), _negated=True), models.Q(('number', ''), _negated=True)), ('decided_at__isnull', False), ('decided_by__isnull', False), ('met_on__isnull', False), ('state__in', ['decided', 'undone'])), _connector='OR'), name='order_decided_has_meeting'),
        ),
        migrations.AddConstraint(
            model_name='postingorder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state__in', ['draft', 'consulting', 'decided'])), models.Q(models.Q(('end_reason', ''), _negated=True), ('ended_at__isnull', False), ('state__in', ['withdrawn', 'undone'])), _connector='OR'), name='order_ended_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='postingorder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'consulting'), _negated=True), ('answer_due__isnull', False), _connector='OR'), name='order_consulting_has_a_term'),
        ),
        migrations.AddConstraint(
            model_name='postingorder',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'withdrawn']), ('turn__gte', 1), _connector='OR'), name='order_asked_in_a_turn'),
        ),
        migrations.RunPython(abilities.enter, migrations.RunPython.noop),
    ]
