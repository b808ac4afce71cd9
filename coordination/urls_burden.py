"""What departments ask of stations, by figures."""

from django.urls import path

from coordination.views import burden

UNITS = (("bureau", "bureaus"), ("department", "departments"), ("station", "stations"))

urlpatterns = [path("burden/", burden.burden, name="burden")]
for _kind, _where in UNITS:
    _home, _given = f"{_where}/<slug:code>/burden", {"kind": _kind}
    urlpatterns += [
        path(f"{_home}/", burden.unit_burden, _given, name=f"{_kind}_burden"),
        path(f"{_home}/rows/", burden.burden_rows, _given, name=f"{_kind}_burden_rows"),
        path(f"{_home}.xlsx", burden.burden_file, _given, name=f"{_kind}_burden_file"),
    ]
