"""Every change of a row that binds or is about people is noted."""

from django.db import migrations

from organization.noting import note_rows


class Migration(migrations.Migration):

    dependencies = [
        ("personnel", "0015_former_contact"),
        ("organization", "0017_audit_trail"),
    ]

    operations = [
        note_rows("personnel_post"),
        note_rows("personnel_officer", masked=["police_number"]),
        note_rows("personnel_posting"),
        note_rows("personnel_leave"),
        note_rows("personnel_dutyregime"),
        note_rows("personnel_ability"),
        note_rows("personnel_attainment", masked=["number"]),
        note_rows("personnel_servicerecord"),
        note_rows("personnel_leaverequest", masked=["reason"]),
        note_rows("personnel_leavepart"),
        note_rows("personnel_leavestep", masked=["text"]),
        note_rows("personnel_occasion"),
        note_rows("personnel_duevisit", masked=["about", "note"]),
        note_rows("personnel_staffingrequest"),
        note_rows("personnel_postingorder"),
        note_rows("personnel_postingorder_readers"),
        note_rows("personnel_postingline"),
        note_rows("personnel_orderseat"),
        note_rows("personnel_ordersaying"),
        note_rows("personnel_selectionround"),
        note_rows("personnel_selectionround_orders"),
        note_rows("personnel_roundpost"),
        note_rows("personnel_roundofficer"),
        note_rows("personnel_roundcouple"),
        note_rows("personnel_roundbar"),
        note_rows("personnel_roundgroup"),
        note_rows("personnel_roundgroup_posts"),
        note_rows("personnel_roundwish", masked=["post_id", "other_id"]),
        note_rows("personnel_roundrank"),
        note_rows("personnel_roundevent"),
        note_rows("personnel_roundresult", masked=["market", "pairs"]),
        note_rows("personnel_roundmatch"),
        note_rows("personnel_commendation"),
        note_rows("personnel_commendation_files"),
        note_rows("personnel_limit", masked=["ground", "relative_id", "note"]),
        note_rows(
            "personnel_contact",
            key="officer_id",
            masked=["phone", "address", "kin_name", "kin_phone", "former"],
        ),
        note_rows("personnel_noblamenote", masked=["what", "learned"]),
        note_rows("personnel_residents"),
        note_rows("personnel_rosterline"),
        note_rows("personnel_alertlevel"),
        note_rows("personnel_plannedstanding"),
        note_rows("personnel_fitweights", key="bureau_id"),
    ]
