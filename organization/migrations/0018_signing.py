"""Tries to sign in are counted, sessions have a table, second factors."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from organization.noting import note_rows


class Migration(migrations.Migration):

    dependencies = [
        ('organization', '0017_audit_trail'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='password_once',
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            model_name='user',
            name='password_set_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fingerprint', models.CharField(max_length=64, unique=True)),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='certificates', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'client certificate',
            },
        ),
        migrations.CreateModel(
            name='AccountSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('data', models.TextField()),
                ('started_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('address', models.GenericIPAddressField(null=True)),
                ('device', models.CharField(blank=True, max_length=300)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_why', models.CharField(blank=True, choices=[('idle', 'nothing was done for too long'), ('long', 'open for too long'), ('more', 'signed in elsewhere'), ('self', 'ended by oneself elsewhere'), ('admin', 'ended by the security admin'), ('password', 'the password was changed'), ('blocked', 'the account was blocked')], max_length=10)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'session',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_why', '')), models.Q(('ended_at__isnull', False), models.Q(('ended_why', ''), _negated=True)), _connector='OR'), name='session_ended_says_why'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('started_at'))), name='session_expires_after_it_started')],
            },
        ),
        migrations.CreateModel(
            name='Factor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('totp', 'Code from an app or token'), ('passkey', 'Passkey or security key')], max_length=10)),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('secret', models.TextField()),
                ('handle', models.CharField(blank=True, max_length=1400, null=True, unique=True)),
                ('counter', models.BigIntegerField(default=0)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='factors', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'second factor',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('handle', None), ('kind', 'totp')), models.Q(('handle__isnull', False), ('kind', 'passkey')), _connector='OR'), name='factor_passkey_has_a_handle')],
            },
        ),
        migrations.CreateModel(
            name='FactorReset',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='reason')),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('done', models.BooleanField(default=False)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='factor_resets', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'reset of second factors',
                'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('user',), name='factor_reset_one_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None), ('done', False)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='factor_reset_answer_has_a_name'), models.CheckConstraint(condition=models.Q(('done', False), models.Q(models.Q(('answered_by', models.F('asked_by')), _negated=True), models.Q(('answered_by', models.F('user')), _negated=True)), _connector='OR'), name='factor_reset_needs_two')],
            },
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'recovery code',
                'constraints': [models.UniqueConstraint(fields=('user', 'digest'), name='recovery_code_once')],
            },
        ),
        migrations.CreateModel(
            name='SignInCount',
            fields=[
                ('key', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('began_at', models.DateTimeField()),
                ('tries', models.PositiveIntegerField()),
                ('locked_until', models.DateTimeField(blank=True, db_index=True, null=True)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='counts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'count of tries to sign in',
                'constraints': [models.CheckConstraint(condition=models.Q(('locked_until', None), ('locked_until__gt', models.F('began_at')), _connector='OR'), name='signin_locked_after_it_began')],
            },
        ),
        note_rows("organization_certificate", masked=["fingerprint"]),
        note_rows(
            "organization_factor",
            masked=["secret", "handle"],
            passed=["counter", "used_at"],
        ),
        note_rows("organization_factorreset"),
        note_rows("organization_recoverycode", masked=["digest"]),
    ]
