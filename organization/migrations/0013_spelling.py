"""Units in pinyin, and the characters by which texts are found."""

import django.contrib.postgres.indexes
from django.db import migrations

import organization.models.spelling
from organization.pinyin import spelt

AT_ONCE = 2_000


def fill(editor, model, source):
    """Nothing that is checked changes, so no station is marked for a new check."""
    editor.execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")
    rows = model.objects.filter(spelt="").only("pk", source).order_by("pk")
    several = []
    for row in rows.iterator(AT_ONCE):
        row.spelt = spelt(getattr(row, source))[:600]
        several.append(row)
        if len(several) == AT_ONCE:
            model.objects.bulk_update(several, ["spelt"])
            several = []
    model.objects.bulk_update(several, ["spelt"])
    editor.execute(f"ALTER TABLE {model._meta.db_table} ENABLE TRIGGER USER")


def spell(apps, editor):
    for name in ("Bureau", "Department", "Station"):
        fill(editor, apps.get_model("organization", name), "name")


def spelt_field():
    return organization.models.spelling.SpeltField(
        db_default="", default="", editable=False, max_length=600, of="name"
    )


class Migration(migrations.Migration):

    dependencies = [
        ("organization", "0012_short_notice"),
    ]

    operations = [
        migrations.AddField("bureau", "spelt", spelt_field()),
        migrations.AddField("department", "spelt", spelt_field()),
        migrations.AddField("station", "spelt", spelt_field()),
        migrations.RunPython(spell, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="station",
            index=django.contrib.postgres.indexes.GinIndex(
                organization.models.spelling.Pieces(
                    "name",
                    "code",
                    "name_en",
                    organization.models.spelling.Initials("spelt"),
                ),
                name="station_pieces",
            ),
        ),
    ]
