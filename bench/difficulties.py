"""Similar earlier answers while somebody types, over ten thousand of them.

`python -m bench.run --only difficulties`, in an empty database. Half are published
answers, half were given to the station that asks. Their words are drawn from the few
hundred that policing has, so that pairs of characters repeat as they do in life.
"""

from __future__ import annotations

import datetime as dt
import statistics
import time
from random import Random

from bench.figures import Figure, quick, tell
from bench.world import founded  # sets up Django; keep it first

from django.db import connection  # isort: skip
from django.test.utils import CaptureQueriesContext  # isort: skip
from django.utils import timezone  # isort: skip

from coordination.difficulties.similar import MOST, similar  # isort: skip
from tasking.likeness import pairs_of  # isort: skip
from tasking.models import Difficulty, KnowledgeArticle  # isort: skip
from tests.factories import Force  # isort: skip

MANY, ASKED, SEED = 10_000, 200, 20261
SOON = 0.1
SUBJECTS = (
    "电动车火灾 旅馆登记 监控视频 调解协议 涉毒回访 未成年人 噪音扰民 易制爆 手机数据 "
    "车辆痕迹 入室盗窃 扒窃现场 网络诈骗 银行卡 实有人口 出租房屋 校园周边 烟花爆竹 "
    "聊天记录 价格认定 指纹提取 尸体处置 走失老人 家庭暴力 精神障碍 宠物伤人 醉酒滋事 "
    "拒不执行 传唤手续 取保候审 行政拘留 现场保护 物证保管 执法记录仪 无人机 警车"
)
MATTERS = (
    "证据固定 程序要求 文书制作 系统推送 移送标准 时限计算 管辖划分 信息查询 部门协作 "
    "手续办理 数据导出 现场处置 告知方式 送达回证 鉴定委托 案卷退回 台账缺失 权限申请"
)
REST = (
    "物业 群主 家属 店主 平台 社区 街道 网格员 技术中队 法制大队 检察院 消防 城管 "
    "市场监管 报警 立案 结案 补充侦查 反馈 核查 登记 提取 拍照 封存 询问 辨认 签字 "
    "捺印 超期 重复"
)


def main() -> None:
    made = founded()
    draw = Random(SEED)
    many = 2_000 if quick() else MANY
    lay(made, many, draw)
    tell(asked(made, many, draw))


def lay(made: Force, many: int, draw: Random) -> None:
    """Half published by 治安, half raised by 柳堰 and answered."""
    now = timezone.now()
    again = timezone.localdate(now) + dt.timedelta(days=365)
    texts = [said(draw) for _ in range(many)]
    half = many // 2
    KnowledgeArticle.objects.bulk_create(
        KnowledgeArticle(
            department=made.public_order,
            category="evidence",
            title=title,
            question=text,
            answer=text,
            look_again_on=again,
            published_by=made.staff,
            published_at=now,
            pairs=pairs_of(title, text),
        )
        for title, text in texts[:half]
    )
    Difficulty.objects.bulk_create(
        Difficulty(
            station=made.a1,
            department=made.public_order,
            category="evidence",
            urgency="soon",
            title=title,
            text=text,
            state="answered",
            level="department",
            answer=text,
            answered_at=now,
            raised_by=made.chief_a1,
            raised_at=now,
            pairs=pairs_of(title, text),
        )
        for title, text in texts[half:]
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE tasking_difficulty")
        cursor.execute("VACUUM ANALYZE tasking_knowledgearticle")


def said(draw: Random) -> tuple[str, str]:
    """A title, and some sentences around it."""
    title = f"{one(draw, SUBJECTS)}{one(draw, REST)}{one(draw, MATTERS)}"
    text = "，".join(
        f"{one(draw, REST)}{one(draw, MATTERS)}{one(draw, REST)}"
        for _ in range(draw.randint(4, 12))
    )
    return title, f"{one(draw, SUBJECTS)}{text}。"


def one(draw: Random, words: str) -> str:
    return draw.choice(words.split())


def asked(made: Force, many: int, draw: Random) -> list[Figure]:
    """As a chief types: a title, then a text beside it."""
    taken: list[float] = []
    numbers: set[int] = set()
    user, helped = made.chief_a1, 0
    assert user.scope
    for n in range(ASKED):
        title, text = said(draw)
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as found:
            near = similar(user, title, text if n % 2 else "")
        taken.append(time.perf_counter() - began)
        numbers.add(len(found))
        helped += len(near) == MOST
    worst = statistics.quantiles(taken, n=20)[-1]
    middle = statistics.median(taken)
    return [
        Figure(
            f"earlier answers of {many:,} offered while typing, median",
            f"{middle * 1000:.0f} ms",
            value=middle,
            unit="s",
        ),
        Figure(
            f"earlier answers of {many:,} offered while typing, p95",
            f"{worst * 1000:.0f} ms ({helped} of {ASKED} find three)",
            f"≤ {SOON * 1000:.0f} ms",
            worst <= SOON,
            value=worst,
            unit="s",
        ),
        Figure(
            "queries for that",
            " or ".join(map(str, sorted(numbers))),
            "3",
            numbers == {3},
        ),
    ]


if __name__ == "__main__":
    main()
