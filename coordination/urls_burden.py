"""What departments ask of stations, by figures."""

from django.urls import path

from coordination.views import burden, leaders

UNITS = (("bureau", "bureaus"), ("department", "departments"), ("station", "stations"))

urlpatterns = [
    path("burden/", burden.burden, name="burden"),
    path("leaders/", leaders.leaders, name="leaders"),
    path("leaders/kept/<int:pk>/", leaders.kept_page, name="kept_page"),
    path("leaders/<slug:code>/", leaders.leaders_page, name="leaders_page"),
    path("leaders/<slug:code>/rows/", leaders.leaders_rows, name="leaders_rows"),
    path(
        "leaders/<slug:code>/keep/", leaders.keep_leaders_page, name="keep_leaders_page"
    ),
]
for _kind, _where in UNITS:
    _home, _given = f"{_where}/<slug:code>/burden", {"kind": _kind}
    urlpatterns += [
        path(f"{_home}/", burden.unit_burden, _given, name=f"{_kind}_burden"),
        path(f"{_home}/rows/", burden.burden_rows, _given, name=f"{_kind}_burden_rows"),
        path(f"{_home}.xlsx", burden.burden_file, _given, name=f"{_kind}_burden_file"),
    ]
