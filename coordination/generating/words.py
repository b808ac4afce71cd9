"""Texts of a generated force: titles, standards and names of people."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import numpy as np

from coordination.generating.dates import DAY, Rule
from coordination.generating.orders import FIRST_EVENT, KINDS, Subject, subjects

# How the order is called by its kind, and what counts as done.
_ENDINGS = {
    "task": ("", "按清单逐项落实，留存工作记录"),
    "report": ("情况报送", "数据与系统一致，按期报送"),
    "campaign": ("专项行动", "排查全覆盖，隐患闭环"),
    "publicity": ("宣传活动", "每个社区至少一场，留存记录"),
    "meeting": ("推进会", "参会人员按时到会"),
    "training": ("业务培训", "参训人员通过测试"),
    "inspection": ("现场检查", "检查组查验清单齐全"),
    "security_duty": ("安保勤务", "定人定岗，按时到位"),
}
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋"
)
_MIDDLES = "建志海振晓文丽立新慧明俊红学子雨远静少平雪佳德冬春凡卫思玉大永国庆长光正义"
_LASTS = "军刚涛华明东斌娟新强敏亮杰梅文豪婷峰洁平辉勇超鹏波宁磊飞毅琳颖凯"
NAMES = len(_SURNAMES) * len(_MIDDLES) * len(_LASTS)


@lru_cache(maxsize=200_000)
def title(subject: int, kind: int, rule: int, due: dt.date) -> str:
    """«12月矛盾纠纷排查情况报送»: the period first where the rule has one."""
    about: Subject = subjects()[subject]
    ending = _ENDINGS[KINDS[kind]][0]
    name = f"{_period(kind, rule, due)}{about.subject}"
    return name if name.endswith(ending) else f"{name}{ending}"


def _period(kind: int, rule: int, due: dt.date) -> str:
    if kind >= FIRST_EVENT:
        return ""
    if rule == Rule.MONTH_END:
        return f"{due.month}月"
    if rule == Rule.QUARTER_CLOSE:
        return f"{due.year}年第{(due.month + 2) // 3}季度"
    if rule == Rule.YEAR_CLOSE:
        return f"{due.year}年度"
    if rule == Rule.FRIDAY:
        monday = due - due.weekday() * DAY
        return f"{monday.month}月{monday.day}日当周"
    return ""


def standard(kind: int) -> str:
    """What counts as done."""
    return _ENDINGS[KINDS[kind]][1]


def name(n: int) -> str:
    """The n-th of NAMES made-up names; neighbours have nothing in common."""
    n = n * 7919 % NAMES
    rest, surname = divmod(n, len(_SURNAMES))
    last, middle = divmod(rest, len(_MIDDLES))
    return f"{_SURNAMES[surname]}{_MIDDLES[middle]}{_LASTS[last]}"


POSTS = ("所长", "教导员", "副所长", "内勤", "社区民警", "办案民警")
RANKS = (
    "一级警督",
    "二级警督",
    "三级警督",
    "一级警司",
    "二级警司",
    "三级警司",
    "一级警员",
)


def post(number: int) -> str:
    """The post of a station's officer by running number."""
    return POSTS[number] if number < len(POSTS) else POSTS[4 + number % 2]


def ranks(rng: np.random.Generator, numbers: list[int]) -> list[str]:
    """A rank per officer; chiefs stand at the top of the list."""
    low = rng.integers(1, len(RANKS), len(numbers)).tolist()
    return [
        RANKS[min(number, 2)] if number < 3 else RANKS[place]
        for number, place in zip(numbers, low, strict=True)
    ]
