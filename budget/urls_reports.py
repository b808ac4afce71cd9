"""Where money stops, and what an auditor looks at."""

from django.urls import path

from budget.views import auditing, reports

urlpatterns = [
    path("bureaus/<slug:code>/report/", reports.bureau_report, name="report"),
    path("bureaus/<slug:code>/report.xlsx", reports.report_file, name="report_file"),
    path("stations/<slug:code>/report/", reports.station_report, name="station_report"),
    path("bureaus/<slug:code>/audit/", auditing.audit, name="audit"),
    path("bureaus/<slug:code>/audit.xlsx", auditing.audit_file, name="audit_file"),
    path(
        "bureaus/<slug:code>/audit/sample/", auditing.audit_sample, name="audit_sample"
    ),
    path(
        "bureaus/<slug:code>/audit/<slug:name>/", auditing.audit_list, name="audit_list"
    ),
]
