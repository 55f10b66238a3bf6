"""报表: the dispatch table, the overdue list, a department's and a town's sheet, against a month worked
out by hand (snapping.June): page, file and frozen month show the same rows."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
import time_machine
from django.urls import reverse
from openpyxl.worksheet.worksheet import Worksheet

from conftest import Cast, make_indicator, make_list, make_milestone, make_task
from districts.models import Town
from progress.models import ReportFigure
from progress.review import approve
from progress.tests.rounds import make_period
from reporting.snapshots import take
from reporting.tests.reading import tree
from reporting.tests.snapping import DAY, JUNE_25, June, report
from tasklists.models import Assignment, Task, TaskList

JUNE_26 = JUNE_25 + DAY


@pytest.fixture
def june(cast: Cast, task_list: TaskList) -> Iterator[June]:
    """The month as it stands on the 26th, in the morning."""
    month = June(cast, task_list)
    make_milestone(month.road, "H1", datetime.date(2026, 6, 30), text="过半", percent=50)
    make_milestone(month.road, "Q4", datetime.date(2026, 12, 31), text="全部完成", percent=100)
    Assignment.objects.create(
        district=cast.district, task=month.road, department=cast.department2, role="cooperating"
    )
    month.play()
    with time_machine.travel(datetime.datetime(2026, 6, 26, 1, tzinfo=datetime.UTC), tick=False):
        yield month


def address(cast: Cast, kind: str, query: str = "") -> str:
    return reverse("sheet", args=[cast.district.pk, 2026, kind]) + (f"?{query}" if query else "")


def rows_of_page(response: Any) -> list[list[str]]:
    rows = tree(response).xpath("//main//table/tbody/tr[not(contains(@class, 'band'))]")
    return [[_words(cell) for cell in row.xpath("./td|./th")] for row in rows]


def _words(cell: Any) -> str:
    lines = [text.strip() for text in cell.itertext() if text.strip()]
    return "\n".join(line for line in lines if not line.endswith("灯") or len(lines) == 1)


def sheets_of(response: Any) -> list[Worksheet]:
    return openpyxl.load_workbook(io.BytesIO(response.content)).worksheets


def row(page: Worksheet, number: Any) -> list[Any]:
    (found,) = [line for line in page.iter_rows(values_only=True) if line[0] == number]
    return list(found)


def test_the_dispatch_table_has_every_task_with_its_figures(cast, june, sign_in):
    rows = rows_of_page(sign_in(cast.office).get(address(cast, "dispatch")))
    assert [line[0] for line in rows] == ["1", "2", "3", "4", "5"]
    road = rows[0]
    # 7 of 10 km; on the way to 50 % at the end of June the calendar asks 176/180 × 50 % = 48.88 %
    assert road[1:5] == ["修路", "正常", "区农业农村委", "2026-12-31"]
    assert road[5] == "上半年：过半"
    assert road[6:8] == ["48.88%", "70%"]
    assert road[8].replace("\n", "") == "推进中（2026年6月）"
    assert [line[2] for line in rows] == ["正常", "滞后", "逾期", "已完成", "未按期填报"]


def test_the_file_holds_the_same_as_figures_and_days(cast, june, sign_in):
    client = sign_in(cast.office)
    shown = rows_of_page(client.get(address(cast, "dispatch")))
    (page,) = sheets_of(client.get(address(cast, "dispatch", "as=xlsx")))
    road = row(page, 1)
    assert road[1] == "修路"
    assert road[4] == datetime.datetime(2026, 12, 31)
    assert road[7] == 0.7
    assert road[2] == "■ 绿 正常"
    assert row(page, 3)[2] == "● 红 逾期"
    heads = [cell.value for cell in page[int(page.print_title_rows.rpartition("$")[2])]]
    page_heads = tree(client.get(address(cast, "dispatch"))).xpath("//main//thead//th/text()")
    assert heads == page_heads
    assert len(shown) == 5


def test_the_file_is_made_to_be_printed(cast, june, sign_in):
    client = sign_in(cast.office)
    (page,) = sheets_of(client.get(address(cast, "dispatch", "as=xlsx")))
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 8)
    assert page["A1"].value == "2026年重点任务清单　月度调度表"
    assert page["A2"].value == "数据截至 2026-06-26（按已核定的填报）"
    assert page["A" + str(page.max_row)].value.startswith("填报人：")
    assert "office" in page.oddFooter.left.text
    assert page.oddFooter.center.text == "第 &P 页，共 &N 页"
    (small,) = sheets_of(client.get(address(cast, "dispatch", "as=xlsx&paper=A4")))
    assert small.page_setup.paperSize == 9


def test_typed_text_is_no_formula_in_the_file(cast, june, sign_in):
    june.words.title = "=1+1"
    june.words.save()
    (page,) = sheets_of(sign_in(cast.office).get(address(cast, "dispatch", "as=xlsx")))
    line = next(line for line in page.iter_rows() if line[0].value == 5)
    assert (line[1].value, line[1].data_type, line[1].quotePrefix) == ("=1+1", "s", True)


def test_the_overdue_list_counts_days_and_keeps_the_first_deadline(cast, june, sign_in):
    worse = make_task(june.task_list, "6", cast.department2, deadline=datetime.date(2026, 4, 30))
    worse.first_deadline = datetime.date(2026, 3, 31)
    worse.save()
    rows = rows_of_page(sign_in(cast.office).get(address(cast, "overdue")))
    assert [line[0] for line in rows] == ["6", "3"]
    # 30 April to 26 June: 57 days; 31 May to 26 June: 26 days
    assert [line[4:7] for line in rows] == [
        ["2026-03-31", "2026-04-30", "57"],
        ["—", "2026-05-31", "26"],
    ]
    assert [line[3] for line in rows] == ["区水务局", "区农业农村委"]


def test_a_departments_sheet_names_its_role(cast, june, sign_in):
    client = sign_in(cast.office)
    rows = rows_of_page(client.get(address(cast, "department", f"body={cast.department2.pk}")))
    assert [(line[0], line[2]) for line in rows] == [("1", "配合"), ("2", "牵头"), ("5", "牵头")]
    assert rows[0][3] == "上半年：过半（已达到）\n第四季度：全部完成"
    assert rows[0][4] == "道路 10 公里，已报 7 公里"
    assert rows[1][4] == "苗木 100 株，已报 20 株"


def test_a_lead_sees_their_own_department_first(cast, june, sign_in):
    page = tree(sign_in(cast.lead_water).get(address(cast, "department")))
    assert page.xpath("//main//h2/text()") == ["区水务局　2026年重点任务清单　部门任务单"]
    assert page.xpath("//select[@name='body']/option[@selected]/text()") == ["区水务局"]


def test_all_departments_are_a_sheet_each(cast, june, sign_in):
    client = sign_in(cast.office)
    pages = sheets_of(client.get(address(cast, "department", "body=all&as=xlsx")))
    assert [page.title for page in pages] == ["区农业农村委", "区水务局"]
    headings = tree(client.get(address(cast, "department", "body=all"))).xpath("//main//h2/text()")
    assert [heading.partition("　")[0] for heading in headings] == ["区农业农村委", "区水务局"]


def test_a_towns_sheet_has_its_shares_of_all_lists(cast, june, sign_in):
    client = sign_in(cast.office)
    (page,) = sheets_of(client.get(address(cast, "town", f"body={cast.town1.pk}&as=xlsx")))
    road = row(page, 1)
    # 3 of 4 km
    assert road[1:7] == ["修路", "道路", 4, "公里", 3, 0.75]
    assert road[9:11] == [datetime.datetime(2026, 12, 31), "区农业农村委"]


def test_a_town_without_a_share_has_a_sheet_that_says_so(cast, june, sign_in):
    Town.objects.create(district=cast.district, name="产业园区", position=9)
    make_task(june.task_list, "8", cast.department, title="人人有份", scope_kind="all_towns")
    client = sign_in(cast.office)
    pages = sheets_of(client.get(address(cast, "town", "body=all&as=xlsx")))
    assert [page.title for page in pages] == ["东浦镇", "西塘镇", "产业园区"]
    said = [str(cell.value) for cells in pages[-1].iter_rows() for cell in cells]
    assert any("另有 1 项涉及本街镇而没有分配任务量" in words for words in said)
    assert "产业园区" in tree(client.get(address(cast, "town", "body=all"))).xpath("//main")[0].text_content()


def test_town_staff_have_their_own_sheet_and_only_rows_that_concern_them(cast, june, sign_in):
    client = sign_in(cast.town)
    pages = sheets_of(client.get(address(cast, "town", "body=all&as=xlsx")))
    assert [page.title for page in pages] == ["东浦镇"]
    other = tree(client.get(address(cast, "town", f"body={cast.town2.pk}")))
    assert "西塘镇" not in other.xpath("//main")[0].text_content()
    for kind in ("dispatch", "department"):
        rows = rows_of_page(client.get(address(cast, kind)))
        assert [line[0] for line in rows] == ["1"]
    assert rows_of_page(client.get(address(cast, "overdue"))) == []


def test_one_list_of_several(cast, june, sign_in):
    other = make_list(cast.district, title="另一份清单")
    make_task(other, "7", cast.department)
    client = sign_in(cast.office)
    both = client.get(address(cast, "dispatch"))
    assert [line[0] for line in rows_of_page(both)] == ["1", "2", "3", "4", "5", "7"]
    assert "2026年清河区　月度调度表" in tree(both).xpath("//main//h2/text()")
    one = client.get(address(cast, "dispatch", f"list={other.pk}"))
    assert [line[0] for line in rows_of_page(one)] == ["7"]
    (page,) = sheets_of(client.get(address(cast, "dispatch", f"list={other.pk}&as=xlsx")))
    assert row(page, 7)[1] == "任务7"


def test_a_frozen_month_does_not_change(cast, june, sign_in):
    take(june.period, JUNE_26)
    june.road.title = "改了名"
    june.road.save()
    client = sign_in(cast.office)
    frozen = client.get(address(cast, "dispatch", "month=M06"))
    assert rows_of_page(frozen)[0][1] == "修路"
    assert rows_of_page(client.get(address(cast, "dispatch")))[0][1] == "改了名"
    assert "数据截至 2026-06-25（2026年6月快照）" in tree(frozen).xpath("//main")[0].text_content()
    town = rows_of_page(client.get(address(cast, "town", f"month=M06&body={cast.town2.pk}")))
    # 4 of 6 km, cut to the second place
    assert town[0][3:7] == ["6", "公里", "4", "66.66%"]


def test_days_overdue_are_counted_up_to_the_day_of_each_list(cast, june, sign_in):
    other = make_list(cast.district, title="早些截止的清单")
    make_task(other, "7", cast.department, deadline=datetime.date(2026, 5, 31))
    early = make_period(other, 6, closes_on=datetime.date(2026, 6, 20))
    for period in (june.period, early):
        take(period, JUNE_26)
    rows = rows_of_page(sign_in(cast.office).get(address(cast, "overdue", "month=M06")))
    assert {line[0]: line[6] for line in rows} == {"3": "25", "7": "20"}


def test_a_list_without_that_months_snapshot_is_named(cast, june, sign_in):
    take(june.period, JUNE_26)
    make_list(cast.district, title="没有快照的清单")
    page = sign_in(cast.office).get(address(cast, "overdue", "month=M06"))
    assert "没有这一期快照、未列入：没有快照的清单" in page.content.decode()


def test_town_staff_read_of_a_frozen_month_what_concerned_them(cast, june, sign_in):
    take(june.period, JUNE_26)
    rows = rows_of_page(sign_in(cast.town).get(address(cast, "dispatch", "month=M06")))
    assert [line[0] for line in rows] == ["1"]


def test_another_districts_sheets_are_not_found(cast, june, sign_in):
    client = sign_in(cast.office2)
    for kind in ("dispatch", "overdue", "department", "town"):
        assert client.get(address(cast, kind)).status_code == 404
        assert client.get(address(cast, kind, "as=xlsx")).status_code == 404
    own = reverse("sheet", args=[cast.other_district.pk, 2026, "dispatch"])
    assert rows_of_page(client.get(f"{own}?list={june.task_list.pk}")) == []


def test_an_unknown_sheet_is_not_found(cast, june, sign_in):
    assert sign_in(cast.office).get(address(cast, "nothing")).status_code == 404


@pytest.mark.parametrize("kind", ["dispatch", "overdue", "department", "town"])
def test_the_number_of_queries_is_fixed(cast, june, sign_in, kind, django_assert_max_num_queries):
    client = sign_in(cast.office)
    client.get(address(cast, kind, "body=all"))
    for number in range(10, 20):
        make_task(june.task_list, str(number), cast.department2)
    with django_assert_max_num_queries(24):
        client.get(address(cast, kind, "body=all"))


def test_the_sheets_of_all_towns_name_those_without_a_share(cast, june, sign_in):
    Town.objects.create(district=cast.district, name="南桥镇", position=9)
    make_task(june.road.task_list, "8", cast.department, scope_kind="all_towns")
    pages = sheets_of(sign_in(cast.office).get(address(cast, "town", "body=all&as=xlsx")))
    said = [str(cell.value) for page in pages for cell in page["A"]]
    assert any("以下街镇没有分解的任务量" in text and "南桥镇" in text for text in said), said


def test_the_goal_of_the_period_is_none_where_all_have_passed(cast, june, sign_in):
    june.road.milestones.filter(period="Q4").delete()
    with time_machine.travel(datetime.datetime(2026, 7, 2, 1, tzinfo=datetime.UTC), tick=False):
        rows = rows_of_page(sign_in(cast.office).get(address(cast, "dispatch")))
    assert rows[0][5] == "—"


def test_a_goal_of_the_day_is_that_of_its_month_and_a_missed_one_is_in_the_reason(cast, june, sign_in):
    make_milestone(june.road, "Q1", datetime.date(2026, 3, 31), text="立项")
    make_milestone(june.road, "M6", datetime.date(2026, 6, 10), text="开工")
    rows = rows_of_page(sign_in(cast.office).get(address(cast, "dispatch")))
    assert "开工" in rows[0][5]
    assert "立项" not in rows[0][5]
    assert "3月31日的节点目标" in rows[0][11]
    june.road.milestones.filter(period__in=["Q1", "M6"]).delete()
    make_milestone(june.road, "Q1", datetime.date(2026, 3, 31), text="九成", percent=90)
    rows = rows_of_page(sign_in(cast.office).get(address(cast, "dispatch")))
    assert "节点目标" in rows[0][11], rows[0][11]


def test_a_target_of_words_says_whether_it_was_met_as_the_department_reported(cast, task_list, sign_in):
    """One approved as unmet, one that nobody spoke of."""
    period = make_period(task_list, 6)
    for number in ("1", "2"):
        indicator = make_indicator(make_task(task_list, number, cast.department), None, name="覆盖")
        indicator.target_text = "全覆盖"
        indicator.save()
    told = report(Task.objects.get(number="1"), cast.department, period, cast.lead, JUNE_25)
    ReportFigure.objects.create(
        district=cast.district, report=told, indicator=told.task.indicators.get(), met=False
    )
    approve(told, cast.office, today=JUNE_25)
    with time_machine.travel(datetime.datetime(2026, 6, 26, 1, tzinfo=datetime.UTC), tick=False):
        where = address(cast, "department", f"body={cast.department.pk}")
        shown = rows_of_page(sign_in(cast.office).get(where))
    assert [next(cell for cell in line if "全覆盖" in cell) for line in shown] == [
        "覆盖 全覆盖，未达到",
        "覆盖 全覆盖，未报",
    ]
