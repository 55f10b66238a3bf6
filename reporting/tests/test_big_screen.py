"""大屏: four views of the same figures as the dashboard, for a wall; town staff see their own rows."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

from django.urls import reverse

from conftest import Cast, make_task
from progress.status import Totals
from reporting.big_screen import Trouble, trend
from reporting.measures import Measures
from reporting.tests.mapped import Mapped
from reporting.tests.reading import tree, words
from reporting.trends import Month


def at(cast: Cast, query: str = "") -> str:
    return reverse("big_screen", args=[cast.district.pk, 2026]) + query


def test_four_views_with_the_figures_of_the_dashboard(cast: Cast, task_list, sign_in) -> None:
    Mapped(cast, task_list)
    client = sign_in(cast.leader)
    page = tree(client.get(at(cast)))
    assert page.xpath("//section/@id") == ["view-totals", "view-worst", "view-towns", "view-departments"]
    assert page.xpath("//ul[@class='big']//b/text()") == ["1", "3", "0", "1", "6"], "what is overdue first"
    dashboard = tree(client.get(reverse("district_dashboard", args=[cast.district.pk, 2026])))
    shown = dashboard.xpath("//section[contains(@class,'totals')]/ul[1]//b/text()")
    assert [number.strip() for number in shown][:5] == ["6", "1", "1", "3", "0"]
    worst = [" ".join(row.text_content().split()) for row in page.xpath("//ol[@class='worst']/li")]
    assert "3. 培训" in worst[0]
    assert "已过 1 天" in worst[0]
    assert "区农业农村委" in worst[0]
    assert len(worst) == 5, "four red, and one yellow for want of a report"
    ranking = [row.text_content() for row in page.xpath("//table[@class='ranking']/tbody/tr")]
    assert ranking == ["东浦镇25%13", "西塘镇0%12"], "shares reported in full"
    assert "各街镇任务量完成率" in page.xpath("string(//h2[@id='head-towns'])")
    lights = " ".join(page.xpath("string(//ul[@class='lights-words'])").split())
    assert lights == "已完成 1黄灯 1（需关注 1）红灯 4（逾期 1、滞后 3）"
    assert "区水务局" in page.xpath("string(//table[@class='departments'])")
    assert "数据截至 6月15日 09:00" in page.xpath("string(//header)")


def test_reasons_leave_out_the_item_they_reckon_with() -> None:
    state: Any = SimpleNamespace(why="按序时应达 50%，已报 0%，滞后 50 个百分点（以“很长的桥（座）”计）")
    assert Trouble(state).why == "按序时应达 50%，已报 0%，滞后 50 个百分点"
    state = SimpleNamespace(why="时限6月14日已过 1 天，尚未办结（未报）")
    assert Trouble(state).why == state.why


def test_more_than_fits_is_said_in_a_number(cast: Cast, task_list, sign_in) -> None:
    for number in range(9):
        make_task(task_list, str(number), cast.department, deadline=datetime.date(2026, 6, 1))
    page = tree(sign_in(cast.leader).get(at(cast)))
    assert len(page.xpath("//ol[@class='worst']/li")) == 6
    assert "另有 3 项亮红灯、黄灯" in page.xpath("string(//section[@id='view-worst'])")


def test_town_staff_see_the_whole_in_figures_and_their_own_in_rows(cast: Cast, task_list, sign_in) -> None:
    Mapped(cast, task_list)
    page = tree(sign_in(cast.town_west).get(at(cast)))
    assert page.xpath("//ul[@class='big']//b/text()")[-1] == "6"
    worst = page.xpath("//p[@class='worst-title']/text()")
    assert worst == ["3. 培训", "1. 修路", "6. 垃圾站"]


def test_nothing_in_trouble_and_nothing_at_all_are_said(cast: Cast, task_list, sign_in) -> None:
    client = sign_in(cast.leader)
    assert "这一年还没有印发的任务清单" in words(client.get(at(cast)))
    make_task(task_list, "1", cast.department)
    page = words(client.get(at(cast)))
    assert "没有亮红灯、黄灯的任务。" in page
    assert "都没有写明涉及的街镇" in page


def test_how_long_a_view_stands_can_be_asked_for_within_reason(cast: Cast, task_list, sign_in) -> None:
    client = sign_in(cast.leader)
    for asked, seconds in (("", "20"), ("?turn=45", "45"), ("?turn=1", "3"), ("?turn=x", "20")):
        assert tree(client.get(at(cast, asked))).xpath("//body/@data-turn") == [seconds]


def test_is_kept_by_no_cache(cast: Cast, task_list, sign_in) -> None:
    assert "no-store" in sign_in(cast.leader).get(at(cast))["Cache-Control"]


def test_people_of_another_district_get_404(cast: Cast, task_list, sign_in) -> None:
    for person in (cast.office2, cast.lead2, cast.outsider):
        assert sign_in(person).get(at(cast)).status_code == 404


def _month(number: int, reported: int | None) -> Month:
    measures = Measures() if reported is None else Measures(1, reported * 100, 5000)
    return Month(datetime.date(2026, number, 1), datetime.date(2026, number, 25), Totals(), measures, 1)


def test_line_of_the_months_ends_today() -> None:
    shown = trend([_month(4, 10), _month(5, None)], Measures(2, 10_000, 12_000))
    assert shown is not None
    assert [(point.label, point.reported, point.asked) for point in shown.points] == [
        ("4月", 10, 50),
        ("5月", None, None),
        ("今日", 50, 60),
    ]
    assert shown.line == "0,540 1000,300", "a month that is not known is left out"
    assert all(point.is_labelled for point in shown.points)


def test_no_line_without_two_months() -> None:
    assert trend([], Measures(1, 5000, 5000)) is None
    long: Any = trend([_month(number, number) for number in range(1, 12)], Measures(1, 5000, 5000))
    assert [point.label for point in long.points if point.is_labelled][-2:] == ["10月", "今日"]
