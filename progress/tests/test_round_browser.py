"""The month's round in the browser by three people: the town fills its grid with the keys and a pasted
block, the department adds its words, the office returns one and approves the rest."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from conftest import Cast, make_indicator, make_list, make_task
from progress.models import ProgressReport, QuotaReport
from progress.tests.rounds import make_period

DAY = datetime.timedelta(days=1)


@pytest.fixture
def cast(transactional_db):
    return Cast()


@pytest.fixture
def period(cast):
    today = timezone.localdate()
    task_list = make_list(cast.district, year=today.year)
    for number, (name, quota) in enumerate([("停车点", 4), ("标识牌", 6), ("美丽庭院", 20)], start=1):
        task = make_task(
            task_list,
            str(number),
            lead=cast.department,
            title=f"建设{name}",
            deadline=datetime.date(today.year, 12, 31),
        )
        make_indicator(task, quota * 2, {cast.town1: quota, cast.town2: quota}, name=name, unit="个")
    days = {"starts_on": today - 10 * DAY, "ends_on": today + 5 * DAY}
    return make_period(task_list, today.month, opens_on=today - DAY, closes_on=today + 4 * DAY, **days)


def test_the_round(visitor, cast, period):
    town_reports(visitor, cast)
    department_reports(visitor, cast)
    office_reviews(visitor, cast, period)


def become(visitor, user):
    visitor.page.context.clear_cookies()
    visitor.sign_in(user)


def town_reports(visitor, cast):
    visitor.sign_in(cast.town)
    page = visitor.open(reverse("progress_town", args=[cast.town1.pk]))
    cells = page.locator("input[name$='-value']")
    expect(cells).to_have_count(3)
    cells.nth(0).click()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(cells.nth(1)).to_be_focused()
    paste(page, cells.nth(1), "5\t已完工五处\n18\t其余在建")
    expect(cells.nth(2)).to_have_value("18")
    expect(page.locator("input[name$='-note']").nth(2)).to_have_value("其余在建")
    expect(page.locator("#autosaved")).to_contain_text("草稿已于", timeout=15_000)
    visitor.axe()
    visitor.assert_no_sideways_scroll()
    visitor.screenshot("round-town")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已提交 3 项，等待区乡村振兴办审核。")).to_be_visible()
    assert sorted(QuotaReport.objects.values_list("value", flat=True)) == [3, 5, 18]


def paste(page, cell, text):
    """What a paste from a spreadsheet does: an event with the block as plain text."""
    cell.evaluate(
        """(cell, text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          const given = { clipboardData: data, bubbles: true, cancelable: true };
          cell.dispatchEvent(new ClipboardEvent("paste", given));
        }""",
        text,
    )


def department_reports(visitor, cast):
    become(visitor, cast.lead)
    page = visitor.open(reverse("progress_department", args=[cast.department.pk]))
    expect(page.get_by_text("街镇已报 1/2 家，合计 18 个")).to_be_visible()
    for box in page.locator("textarea[name$='-progress_text']").all():
        box.fill("按计划推进")
    visitor.axe()
    visitor.assert_no_sideways_scroll()
    visitor.screenshot("round-department")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已提交 3 项")).to_be_visible()
    assert ProgressReport.objects.filter(state="submitted").count() == 3


def office_reviews(visitor, cast, period):
    become(visitor, cast.office)
    page = visitor.open(reverse("progress_period", args=[period.pk]))
    expect(page.get_by_role("row", name="东浦镇")).to_contain_text("已报齐")
    visitor.axe()
    visitor.screenshot("round-period")
    page = visitor.open(reverse("progress_review", args=[cast.district.pk]))
    row = page.locator("tr", has_text="1. 建设停车点").filter(has=page.locator("text=区农业农村委")).first
    row.locator("summary", has_text="退回").click()
    row.locator("textarea").fill("请补充现场照片")
    visitor.axe()
    visitor.assert_no_sideways_scroll()
    visitor.screenshot("round-review")
    row.get_by_role("button", name="确定退回").click()
    expect(page.get_by_text("已退回区农业农村委。")).to_be_visible()
    page.get_by_role("button", name="全选").click()
    page.get_by_role("button", name="核定所选").click()
    expect(page.get_by_text("已核定 5 项。")).to_be_visible()
    assert ProgressReport.objects.get(state="returned").return_reason == "请补充现场照片"
    become(visitor, cast.leader)
    page = visitor.open(reverse("list", args=[period.task_list_id]))
    expect(page.get_by_text("建设美丽庭院")).to_be_visible()


def test_a_pasted_column_stays_in_its_column(visitor, cast, period):
    """The first line of a task has cells that the lines below it have not."""
    task = period.task_list.tasks.get(number="1")
    for name in ("充电桩", "照明"):
        make_indicator(task, 10, name=name, unit="个")
    visitor.sign_in(cast.lead)
    page = visitor.open(reverse("progress_department", args=[cast.department.pk]))
    row = page.locator("[data-row]").first
    figures = row.locator("input[name*='-value_']")
    paste(page, figures.first, "4\t其一\n2\t其二\n3\t其三")
    assert [box.input_value() for box in figures.all()] == ["4", "2", "3"]
    words = [box.input_value() for box in row.locator("td[data-label='数据说明'] :is(input, textarea)").all()]
    assert words == ["其一", "其二", "其三"]


def test_an_arrow_goes_through_a_choice_and_leaves_its_answer(visitor, cast, period):
    task = period.task_list.tasks.get(number="1")
    make_indicator(task, name="覆盖", target_text="全覆盖")
    visitor.sign_in(cast.lead)
    page = visitor.open(reverse("progress_department", args=[cast.department.pk]))
    choice = page.locator("[data-row]").first.locator("select[name*='-met_']")
    choice.select_option("yes")
    page.locator("input[name*='-value_']").first.focus()
    page.keyboard.press("ArrowDown")
    expect(choice).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(choice).not_to_be_focused()
    expect(choice).to_have_value("yes")


def test_what_was_typed_survives_a_broken_connection(visitor, cast, period):
    visitor.sign_in(cast.town)
    page = visitor.open(reverse("progress_town", args=[cast.town1.pk]))
    page.context.set_offline(True)
    page.locator("input[name$='-value']").first.fill("2")
    expect(page.locator("#autosaved")).to_contain_text("连接中断", timeout=15_000)
    page.context.set_offline(False)
    expect(page.locator("#autosaved")).to_contain_text("草稿已于", timeout=15_000)
    assert QuotaReport.objects.get().value == 2
    page.locator("input[name$='-value']").first.fill("3")
    page.reload()  # before it saved itself
    expect(page.locator("input[name$='-value']").first).to_have_value("3")
    expect(page.locator("#autosaved")).to_contain_text("草稿已于", timeout=15_000)
    assert QuotaReport.objects.get().value == 3


def test_a_row_that_somebody_saved_since_is_not_covered_by_an_unsent_draft(visitor, cast, period):
    visitor.sign_in(cast.town)
    address = reverse("progress_town", args=[cast.town1.pk])
    page = visitor.open(address)
    figure = "input[name$='-value']"
    page.locator(figure).first.fill("2")
    expect(page.locator("#autosaved")).to_contain_text("草稿已于", timeout=15_000)
    page.context.set_offline(True)
    page.locator(figure).first.fill("3")
    expect(page.locator("#autosaved")).to_contain_text("连接中断", timeout=15_000)
    held = QuotaReport.objects.get()
    QuotaReport.objects.filter(pk=held.pk).update(value=4, version=held.version + 1)
    page.context.set_offline(False)
    page = visitor.open(address)
    expect(page.locator(figure).first).to_have_value("4")
    expect(page.get_by_text("那以后原内容已被改动")).to_be_visible()
    page.get_by_role("button", name="恢复").click()
    expect(page.locator("#autosaved")).to_contain_text("草稿已于", timeout=15_000)
    assert QuotaReport.objects.get().value == 3


def test_what_was_sent_before_it_saved_itself_is_not_offered_again(visitor, cast, period):
    visitor.sign_in(cast.town)
    page = visitor.open(reverse("progress_town", args=[cast.town1.pk]))
    page.locator("input[name$='-value']").first.fill("2")
    page.get_by_role("button", name="保存草稿").click()
    expect(page.get_by_text("已保存 1 项")).to_be_visible()
    QuotaReport.objects.update(note="他人补的备注", version=9)
    page.reload()
    expect(page.locator("input[name$='-note']").first).to_have_value("他人补的备注")
    expect(page.get_by_text("还没有保存的草稿")).to_be_hidden()


def test_saving_by_itself_refreshes_the_share_and_what_asks_for_a_word(visitor, cast, period):
    visitor.sign_in(cast.town)
    page = visitor.open(reverse("progress_town", args=[cast.town1.pk]))
    row = page.locator("[data-row]").first
    row.locator("input[name$='-value']").fill("2")
    expect(row.locator("td.col-bar .bar-figure")).to_have_text("50%", timeout=15_000)
    row.locator("input[name$='-value']").fill("99")
    expect(row.get_by_text("明显超出任务量")).to_be_visible(timeout=15_000)
    row.locator("input[name$='-value']").fill("3")
    expect(row.get_by_text("明显超出任务量")).to_have_count(0, timeout=15_000)
    expect(row.locator("td.col-bar .bar-figure")).to_have_text("75%")
