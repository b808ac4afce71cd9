"""Every change of a row that binds or is about people is noted."""

from django.db import migrations

from organization.noting import note_rows


class Migration(migrations.Migration):

    dependencies = [
        ("coordination", "0024_station_weeks"),
        ("organization", "0017_audit_trail"),
    ]

    operations = [
        note_rows("coordination_admissioncase"),
        note_rows("coordination_admissionentry"),
        note_rows("coordination_burdencap"),
        note_rows("coordination_capentry"),
        note_rows("coordination_capnote"),
        note_rows("coordination_directivecost"),
        note_rows("coordination_expensecause", key="expense_id"),
        note_rows("coordination_costpayment"),
        note_rows("coordination_emergencyorder"),
        note_rows(
            "coordination_calendarfeed",
            masked=["digest"],
            passed=["fetched_on"],
        ),
        note_rows("coordination_joinoffer"),
        note_rows("coordination_objection"),
        note_rows("coordination_objection_files"),
        note_rows("coordination_objectionentry"),
        note_rows("coordination_secondname"),
        note_rows("coordination_owedtime"),
        note_rows("coordination_makeup"),
        note_rows("coordination_owedentry"),
        note_rows("coordination_proposal"),
        note_rows("coordination_proposal_conflicts"),
        note_rows("coordination_proposalparty"),
        note_rows("coordination_proposalentry"),
        note_rows("coordination_remitreport"),
        note_rows("coordination_remitreport_files"),
        note_rows("coordination_leaderssnapshot", masked=["body"]),
        note_rows("coordination_acceptedrisk"),
        note_rows("coordination_delegation"),
        note_rows("coordination_jointvisits", key="bureau_id"),
    ]
