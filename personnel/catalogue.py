"""The qualifications and skills a new installation knows from the first day.

Others are added by a personnel office. Grades of one series include those below.
"""

from __future__ import annotations

from typing import NamedTuple


class Seed(NamedTuple):
    code: str
    name: str
    name_en: str
    series: str = ""
    level: int = 1


QUALIFICATIONS = (
    Seed("law-1", "执法资格（基本级）", "Law enforcement, basic", "law", 1),
    Seed("law-2", "执法资格（中级）", "Law enforcement, intermediate", "law", 2),
    Seed("law-3", "执法资格（高级）", "Law enforcement, advanced", "law", 3),
    Seed("jurist", "法律职业资格", "Legal profession"),
    Seed("driving", "驾驶证", "Driving licence"),
    Seed("firearm", "持枪证", "Firearm permit"),
    Seed("counsellor", "心理咨询师", "Psychological counsellor"),
    Seed("first-aid", "急救员证", "First aid"),
)
SKILLS = (
    Seed("records", "笔录制作", "Taking records"),
    Seed("antifraud", "反诈", "Fraud prevention"),
    Seed("drone", "无人机", "Flying drones"),
    Seed("dialect", "本地方言", "Local dialect"),
    Seed("mediation", "矛盾调解", "Mediation"),
    Seed("scene", "现场勘查", "Scene examination"),
    Seed("analysis", "数据研判", "Data analysis"),
    Seed("community", "社区走访", "Community visits"),
)
