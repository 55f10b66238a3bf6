"""What can be seen as a table can be taken out as xlsx: on every page that lists rows there is a link to
the same address with ?as=xlsx, and the file holds as many rows as the page, with the same filters."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from lxml import html
from openpyxl.worksheet.worksheet import Worksheet

from config.tests.permission_table import MAY, ROWS
from config.tests.test_permissions_walk import url_of
from config.tests.world import client_of
from conftest import TODAY, make_list, make_task
from districts.models import Notification
from reporting.sheets.paper import KINDS
from tasklists.issuing import issue
from tasklists.models import ImportDraft, Task

READERS = ("office", "town", "lead", "admin")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

PASTED = """清河区2026年重点任务清单
序号\t任务名称\t任务要求\t牵头部门\t完成时限
1\t改造农村道路\t改造5公里。\t区农业农村委\t10月底
2\t建设公园\t建成2座。\t区水务局\t12月底
"""

# Tables that are not lists to take away, and why.
EXCEPTIONS = {
    "settings_district": "a menu",
    "department_merge": "what a step would move; a form",
    "member": "the newest sign-ins beside a form; all of them are on the page of the sign-ins",
    "task_edit": "a form for entry: indicators, quotas, milestones",
    "list_outline": "the list's editor; the list's own page takes its tasks out",
    "list_bulk": "a form over the tasks of the list",
    "list_renumber": "what a step would change; a form",
    "list_issue": "what to mend before a step; a form",
    "import_draft": "a form; what is to be checked has a file of its own (import_issues)",
    "progress_department": "a form for entry with a file of its own (progress_department_xlsx)",
    "progress_town": "a form for entry with a file of its own (progress_town_xlsx)",
    "big_screen": "turns by itself on a wall; the dashboard and the maps have the same tables",
    "progress_rounds": "the days of the periods beside the form that sets them",
}
# Filters that narrow what a page lists, beside the page without any.
FILTERS = {
    "list": ["q=清河", "group=done", "light=grey&view=full"],
    "district_tasks": ["q=清河", "group=overdue"],
    "search": ["q=清河", "q=没有这样的任务"],
    "villages": ["town={town}"],
    "notifications": ["unread=1"],
    "progress_past": ["day=2026-05-31"],
    "progress_rules": ["pack=default"],
    "list_two_years": ["fate=new"],
    "sheet": ["paper=A4", "list={list}"],
}


def is_listed(row: Any) -> bool:
    """Bands and the sentence of an empty table are no rows."""
    cells = row.xpath("./td|./th")
    return "band" not in row.get("class", "").split() and len(cells) > 1


def rows_of_page(page: Any) -> int:
    return sum(is_listed(row) for row in page.xpath("//main//table/tbody/tr"))


def rows_of_sheet(page: Worksheet) -> int:
    """Those below the repeated head, without bands, sums and what stands below the table."""
    head = int(page.print_title_rows.rpartition("$")[2])
    across = {area.min_row for area in page.merged_cells.ranges}
    lines = [line for line in range(head + 1, page.max_row + 1) if page.cell(line, 1).style != "foot"]
    return sum(line not in across and any(cell.value is not None for cell in page[line]) for line in lines)


def check(client: Any, url: str, rows: int | None = None) -> None:
    """`rows` of the file where it holds more than a page shows."""
    page = html.fromstring(client.get(url).content)
    shown = rows_of_page(page)
    if not shown:
        return
    links = [link for link in page.xpath("//main//a/@href") if "as=xlsx" in link]
    assert links, f"{url}: {shown} rows and no link to take them out"
    target = links[0] if links[0].startswith("/") else url.partition("?")[0] + links[0]
    answer = client.get(target)
    assert answer["Content-Type"] == XLSX, target
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert sum(rows_of_sheet(sheet) for sheet in book.worksheets) == (rows or shown), target


def listed(client: Any, url: str) -> int:
    return rows_of_page(html.fromstring(client.get(url).content))


def readers_of(name: str) -> list[str]:
    """The office and a town, each of whom reads rows of their own; else whoever may."""
    may = [role for role in READERS if ROWS[name].get[role] == MAY]
    return [role for role in may if role in ("office", "town")] or may[:1]


@pytest.mark.parametrize("name", sorted(name for name in set(ROWS) - set(EXCEPTIONS) if readers_of(name)))
def test_what_is_listed_can_be_taken_out(world, name):
    numbers = {key: row.pk for key, row in world.own.items()}
    for role in readers_of(name):
        client = client_of(world, role)
        url = url_of(world, name, ROWS[name])
        answer = client.get(url)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue  # leads to another address, or is a file
        for query in ("", *FILTERS.get(name, ())):
            check(client, f"{url}?{query.format(**numbers)}" if query else url)


@pytest.mark.parametrize("kind", KINDS)
def test_each_sheet_can_be_taken_out(world, kind):
    make_task(world.own["list"], "8", world.own["department"], deadline=TODAY.replace(month=5))
    for role in ("office", "lead", "town"):
        url = reverse("sheet", args=[world.own["district"].pk, 2026, kind])
        for query in ("", "?body=all", f"?list={world.own['list'].pk}"):
            check(client_of(world, role), url + query)


def test_what_a_page_cuts_off_is_in_the_file(world):
    own, office = world.own["district"], world.cast.office
    told = [Notification(district=own, user=office, kind="other", text=str(n)) for n in range(60)]
    Notification.objects.bulk_create(told)
    client, url = client_of(world, "office"), reverse("notifications")
    assert listed(client, url) == 30
    check(client, url, rows=61)


def test_changes_since_issue_can_be_taken_out(world):
    draft = make_list(world.own["district"], state="draft")
    task = make_task(draft, "1", world.own["department"])
    issue(draft, number="", day=TODAY)
    Task.objects.filter(pk=task.pk).update(title="改了名", requirement="改了要求")
    client, url = client_of(world, "office"), reverse("list_changes", args=[draft.pk])
    assert listed(client, url) >= 1
    check(client, url)


def test_two_years_can_be_taken_out(world):
    earlier = make_list(world.own["district"], year=2025, title="2025年清单")
    for number in ("1", "2"):
        make_task(earlier, number, world.own["department"])
    client, url = client_of(world, "office"), reverse("list_two_years", args=[world.own["list"].pk])
    assert listed(client, url) == 3
    check(client, url)
    check(client, f"{url}?fate=gone")


def test_what_an_import_would_do_can_be_taken_out(world):
    client = client_of(world, "office")
    start = {"text": PASTED, "issued": "yes", "district": world.own["district"].pk}
    client.post(reverse("import_start"), start, follow=True)
    url = reverse("import_plan", args=[ImportDraft.objects.latest("pk").pk])
    assert listed(client, url) >= 2
    check(client, url)


def test_what_other_rules_would_change_can_be_taken_out(world):
    late = make_task(world.own["list"], "8", world.own["department"], deadline=None)
    client = client_of(world, "office")
    url = reverse("progress_rules", args=[late.task_list_id]) + "?name=试&red_points=30&yellow_points=10"
    assert listed(client, url) >= 1
    check(client, url)


def test_the_platform_takes_out_its_districts(world):
    client, url = client_of(world, "admin"), reverse("settings")
    assert listed(client, url) == 2
    check(client, url)


def test_exceptions_are_addresses_that_there_are():
    assert set(EXCEPTIONS) <= set(ROWS)
