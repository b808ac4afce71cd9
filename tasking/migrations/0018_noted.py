"""Every change of a row that binds or is about people is noted."""

from django.db import migrations

from organization.noting import note_rows


class Migration(migrations.Migration):

    dependencies = [
        ("tasking", "0016_spelling"),
        ("organization", "0017_audit_trail"),
    ]

    operations = [
        note_rows("tasking_stationplan"),
        note_rows("tasking_planitem"),
        note_rows("tasking_planhours"),
        note_rows("tasking_directive"),
        note_rows("tasking_assignment"),
        note_rows("tasking_assignmententry"),
        note_rows("tasking_helpterms"),
        note_rows("tasking_difficulty"),
        note_rows("tasking_difficulty_files"),
        note_rows("tasking_difficultyentry"),
        note_rows("tasking_guidancevisit"),
        note_rows("tasking_knowledgearticle"),
        note_rows("tasking_trainingpurpose"),
        note_rows("tasking_trainingpurpose_difficulties"),
        note_rows("tasking_notice"),
        note_rows("tasking_notice_files"),
        note_rows("tasking_noticereceipt"),
        note_rows("tasking_noticereading"),
        note_rows("tasking_noticequestion"),
        note_rows("tasking_directiveparty"),
        note_rows("tasking_protectedblock"),
        note_rows("tasking_reportform"),
        note_rows("tasking_taskform", key="directive_id"),
        note_rows("tasking_formanswer"),
        note_rows("tasking_formreuse"),
        note_rows("tasking_series"),
        note_rows("tasking_seriesturn"),
        note_rows("tasking_traveltime"),
    ]
