"""A month worked out by hand, as plain states: eight tasks of one list on 2026-10-25.

| task | lead | heading | status | reached | towns' shares |
| --- | --- | --- | --- | --- | --- |
| 1 | 农业农村委 | 一 | done in time | | |
| 2 | 农业农村委 | 一 | done late | | |
| 3 | 水务局 | 一 | overdue since 9月30日 | 80 % | 东浦 4 of 5 (80 %), red |
| 4 | 水务局 | 二 | behind | 40 of 60 % | 西塘 all of it |
| 5 | 交通委 | 二 | on schedule, due 11月10日 | 90 of 85 % | 东浦 90 %, 西塘 100 % |
| 6 | 交通委 | 二 | on schedule | | |
| 7 | nobody | none | near its deadline, 10月27日 | | |
| 8 | 体育局 | 二 | done in time | | |

Measured: 1 (closed, so 100 of 80 %), 3, 4, 5: reached (100 + 80 + 40 + 90) / 4 = 77.5 %, asked
(80 + 100 + 60 + 85) / 4 = 81.25 %.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from progress.status import BY_CODE, Totals
from reporting.bulletins.figures import Figures, ListOfDay, figures_of
from reporting.states import Body, IndicatorState, QuotaState, Said, TaskState

DAY = datetime.date(2026, 10, 25)
FARM, WATER, ROADS, SPORT = (
    Body(pk, name) for pk, name in enumerate(("区农业农村委", "区水务局", "区交通委", "区体育局"), 1)
)
EAST, WEST = Body(11, "东浦镇"), Body(12, "西塘镇")
FIRST, SECOND = Body(21, "一、产业"), Body(22, "二、环境")
LIST = ListOfDay(1, "2026年清河区重点任务清单", DAY)


def make_state(number: int, status: str, lead: Body | None = None, **given: Any) -> TaskState:
    fields: dict[str, Any] = {
        "pk": number,
        "list_pk": 1,
        "list_title": LIST.title,
        "position": number,
        "number": str(number),
        "title": f"任务{'甲乙丙丁戊己庚辛壬癸'[number - 1]}",
        "parent_pk": None,
        "categories": (),
        "leads": (lead,) if lead else (),
        "helpers": (),
        "towns": (),
        "requirement": "",
        "deadline_text": "",
        "first_deadline": None,
        "due_on": datetime.date(2026, 12, 31),
        "investment_wan": None,
        "status": status,
        "light": BY_CODE[status].light.value,
        "why": "",
        "reported_bp": None,
        "demand_bp": None,
        "behind_bp": None,
        "unmet_due": None,
        "claimed_on": None,
        "completed_on": None,
        "closed_on": None,
        "done_blue": False,
    }
    return TaskState(**fields | given)


def shares(*rows: tuple[Body, int | None, str]) -> tuple[IndicatorState, ...]:
    """An indicator whose towns reached so many basis points under that status."""
    quotas = tuple(
        QuotaState(
            pk=place,
            towns=(town,),
            value=Decimal(10),
            text="",
            reported=None,
            reported_bp=reached,
            status=status,
            light=BY_CODE[status].light.value,
            why="",
        )
        for place, (town, reached, status) in enumerate(rows)
    )
    return (IndicatorState(1, "道路", "公里", "=", Decimal(20), "", None, None, None, quotas),)


def body(kind: str, who: Body, owed: int, on_time: int) -> dict[str, Any]:
    return {
        "kind": kind,
        "pk": who.pk,
        "name": who.name,
        "owed": owed,
        "on_time": on_time,
        "late": 0,
        "missing": owed - on_time,
    }


def october() -> list[TaskState]:
    return [
        make_state(1, "done", FARM, categories=(FIRST,), reported_bp=9000, demand_bp=8000),
        make_state(2, "done_late", FARM, categories=(FIRST,)),
        _late(),
        make_state(
            4,
            "behind",
            WATER,
            categories=(SECOND,),
            reported_bp=4000,
            demand_bp=6000,
            behind_bp=2000,
            towns=(WEST,),
            indicators=shares((WEST, 10_000, "done")),
        ),
        make_state(
            5,
            "on_schedule",
            ROADS,
            categories=(SECOND,),
            due_on=datetime.date(2026, 11, 10),
            reported_bp=9000,
            demand_bp=8500,
            towns=(EAST, WEST),
            indicators=shares((EAST, 9000, "on_schedule"), (WEST, 12_000, "done")),
        ),
        make_state(6, "on_schedule", ROADS, categories=(SECOND,)),
        make_state(7, "near_deadline", due_on=datetime.date(2026, 10, 27)),
        make_state(8, "done", SPORT, categories=(SECOND,)),
    ]


def _late() -> TaskState:
    return make_state(
        3,
        "overdue",
        WATER,
        categories=(FIRST,),
        due_on=datetime.date(2026, 9, 30),
        reported_bp=8000,
        demand_bp=10_000,
        towns=(EAST,),
        indicators=shares((EAST, 8000, "overdue")),
        why="时限9月30日已过 25 天，尚未办结，已报 80%",
        said=Said("2026年10月", "", "管线迁改未完成。\n雨季停工", ""),
    )


BODIES = (
    body("department", FARM, 2, 2),
    body("department", WATER, 2, 1),
    body("department", ROADS, 2, 2),
    body("town", EAST, 2, 2),
    body("town", WEST, 2, 2),
)
SEPTEMBER = Totals(all=8, done=1, overdue=1, behind=3, on_schedule=3)


def october_figures(states: list[TaskState] | None = None, **given: Any) -> Figures:
    fields: dict[str, Any] = {"month": "2026年10月", "lists": [LIST], "bodies": BODIES} | given
    return figures_of(states=october() if states is None else states, **fields)
