"""Every change of a row that binds or is about people is noted."""

from django.db import migrations

from organization.noting import note_rows


class Migration(migrations.Migration):

    dependencies = [
        ("desk", "0010_taken_files"),
        ("organization", "0017_audit_trail"),
    ]

    operations = [
        note_rows("desk_attachment"),
        note_rows("desk_lettersettings", key="user_id", masked=["address"]),
    ]
