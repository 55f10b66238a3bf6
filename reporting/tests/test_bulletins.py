"""通报 while it is drafted: from which snapshots, what people write in it, and two at once."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from conftest import Cast, make_list, make_task
from progress.models import AuditEntry, ReportingPeriod
from progress.refusals import Refused
from progress.tests.rounds import make_period
from reporting.bulletins.drafting import (
    Stale,
    choose_parts,
    draft_bulletin,
    draft_paper,
    drop,
    renew,
    restore_block,
    save_head,
    snapshot_months,
    write_block,
)
from reporting.models import Bulletin, Snapshot
from reporting.snapshots import take
from reporting.tests.drafting import JULY_3, block, drafted, frozen_june, july
from reporting.tests.snapping import DAY, JULY_25, JUNE_25, June
from tasklists.models import TaskList

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def june(cast: Cast, task_list: TaskList) -> June:
    return frozen_june(cast, task_list)


@pytest.fixture
def bulletin(june: June) -> Bulletin:
    return drafted(june)


# ---- drafting ----


def test_a_closing_day_moved_into_the_next_month_makes_no_month_of_two(
    cast: Cast, task_list: TaskList
) -> None:
    make_task(task_list, "1", cast.department)
    make_task(task_list, "2", cast.department)
    september, october = make_period(task_list, 9), make_period(task_list, 10)
    moved = datetime.date(2026, 10, 8)
    september.change_days(cast.office, datetime.date(2026, 9, 15), moved, today=datetime.date(2026, 9, 20))
    take(september, moved + DAY)
    take(october, datetime.date(2026, 10, 26))
    months = snapshot_months(cast.district.pk, 2026)
    assert [(month.label, len(month.snapshots)) for month in months] == [("2026年10月", 1), ("2026年9月", 1)]
    draft = draft_bulletin(cast.district, 2026, months[0], cast.office, today=datetime.date(2026, 10, 28))
    assert "共列任务2项" in block(draft, "overview").text


def test_of_a_list_with_two_periods_that_end_in_a_month_the_later_one_counts(
    cast: Cast, task_list: TaskList
) -> None:
    make_task(task_list, "1", cast.department)
    monthly = make_period(task_list, 9)
    quarter = ReportingPeriod.objects.create(
        district=cast.district,
        task_list=task_list,
        code="Q3",
        starts_on=datetime.date(2026, 7, 1),
        ends_on=datetime.date(2026, 9, 30),
        opens_on=datetime.date(2026, 9, 15),
        closes_on=datetime.date(2026, 9, 28),
    )
    for period in (monthly, quarter):
        take(period, datetime.date(2026, 9, 30))
    (september,) = snapshot_months(cast.district.pk, 2026)
    assert [row.period_id for row in september.snapshots] == [quarter.pk]


def test_a_draft_rests_on_the_months_snapshots_and_has_the_usual_parts(
    june: June, bulletin: Bulletin
) -> None:
    assert bulletin.snapshots == [Snapshot.objects.get()]
    assert (bulletin.month, bulletin.year) == ("2026年6月", 2026)
    assert bulletin.title == "关于2026年6月乡村振兴任务清单推进情况的通报"
    assert [row.part for row in bulletin.blocks.all() if row.is_chosen] == [
        "opening", "overview", "category", "department", "town", "overdue", "praise", "next",
    ]  # fmt: skip
    assert "共列任务5项，已完成1项，完成率20%" in block(bulletin, "overview").text


def test_all_lists_of_the_district_stand_in_one_bulletin(june: June) -> None:
    second = make_list(june.cast.district, title="约束性任务清单")
    take(make_period(second, 6), JUNE_25 + DAY)
    bulletin = drafted(june)
    assert len(bulletin.snapshots) == 2
    assert "2份任务清单共列任务5项" in block(bulletin, "overview").text
    assert "《约束性任务清单》" not in block(bulletin, "overview").text  # it has no tasks yet


def test_another_districts_snapshots_are_not_offered(june: June) -> None:
    assert snapshot_months(june.cast.other_district.pk, 2026) == []


def test_the_next_draft_goes_on_as_the_office_had_the_last(june: June, bulletin: Bulletin) -> None:
    given = {
        "title": "改过的标题",
        "issuing_body": "清河区专班",
        "recipients": "各街镇：",
        "series": "清乡振办",
        "masthead": "清河区专班文件",
    }
    save_head(bulletin, given, june.cast.office, version=0)
    places = {row.part: None for row in bulletin.blocks.all()} | {"overdue": 1, "overview": 2}
    choose_parts(bulletin, places, "all", june.cast.office, version=1)
    following = drafted(june)
    assert (following.series, following.masthead, following.recipients) == (
        "清乡振办", "清河区专班文件", "各街镇：",
    )  # fmt: skip
    assert following.title != "改过的标题" and following.annex_rows == "all"
    assert [row.part for row in following.blocks.all() if row.is_chosen] == ["overdue", "overview"]


def test_the_office_of_the_district_signs(june: June) -> None:
    june.cast.district.office_name = "清河区乡村振兴办"
    june.cast.district.save()
    assert drafted(june).issuing_body == "清河区乡村振兴办"


# ---- people's words ----


def test_renewing_keeps_what_people_wrote_and_shows_what_would_be_generated(
    june: June, bulletin: Bulletin
) -> None:
    write_block(
        bulletin,
        "overview",
        "办公室写的总体情况。",
        june.cast.office,
        version=block(bulletin, "overview").version,
    )
    behind = block(bulletin, "department").text
    july(june)
    renew(bulletin, snapshot_months(june.cast.district.pk, 2026)[0], june.cast.office)
    kept, renewed = block(bulletin, "overview"), block(bulletin, "department")
    assert kept.text == "办公室写的总体情况。" and kept.is_outdated
    assert kept.generated.startswith("截至2026年7月25日")
    assert renewed.text == renewed.generated != behind and not renewed.is_edited
    bulletin.refresh_from_db()
    assert (bulletin.month, bulletin.title) == ("2026年7月", "关于2026年7月乡村振兴任务清单推进情况的通报")
    assert [row.day for row in bulletin.snapshots] == [JULY_25]


def test_renewing_from_the_same_snapshot_changes_nothing(june: June, bulletin: Bulletin) -> None:
    before = list(bulletin.blocks.values("part", "generated", "table", "version"))
    renew(bulletin, snapshot_months(june.cast.district.pk, 2026)[0], june.cast.office)
    assert list(bulletin.blocks.values("part", "generated", "table", "version")) == before


def test_a_title_that_people_gave_stays(june: June, bulletin: Bulletin) -> None:
    given = {name: getattr(bulletin, name) for name in ("issuing_body", "recipients", "series", "masthead")}
    save_head(bulletin, given | {"title": "六月通报"}, june.cast.office, version=0)
    july(june)
    renew(bulletin, snapshot_months(june.cast.district.pk, 2026)[0], june.cast.office)
    bulletin.refresh_from_db()
    assert bulletin.title == "六月通报"


def test_an_edit_can_be_taken_back(june: June, bulletin: Bulletin) -> None:
    row = write_block(bulletin, "next", "写的", june.cast.office, version=block(bulletin, "next").version)
    row = restore_block(bulletin, "next", june.cast.office, version=row.version)
    assert row.text == row.generated and not row.is_edited


def test_saving_the_generated_words_is_no_edit(june: June, bulletin: Bulletin) -> None:
    row = block(bulletin, "praise")
    saved = write_block(
        bulletin, "praise", row.generated.replace("\n", "\r\n"), june.cast.office, version=row.version
    )
    assert not saved.is_edited


def test_a_block_emptied_by_people_is_not_printed(june: June, bulletin: Bulletin) -> None:
    write_block(bulletin, "next", "", june.cast.office, version=block(bulletin, "next").version)
    assert "下一步工作要求" not in [row.heading for row in draft_paper(bulletin, JULY_3).sections]


def test_who_saves_second_is_shown_the_first(june: June, bulletin: Bulletin) -> None:
    version = block(bulletin, "next").version
    write_block(bulletin, "next", "先写的", june.cast.office, version=version)
    with pytest.raises(Stale) as caught:
        write_block(bulletin, "next", "后写的", june.cast.office, version=version)
    assert caught.value.current.text == "先写的"
    assert block(bulletin, "next").text == "先写的"
    with pytest.raises(Stale):
        choose_parts(bulletin, {"next": 1}, "none", june.cast.office, version=9)


def test_parts_are_chosen_and_ordered_and_what_was_left_out_keeps_its_words(
    june: June, bulletin: Bulletin
) -> None:
    write_block(bulletin, "next", "保留", june.cast.office, version=block(bulletin, "next").version)
    nothing = {row.part: None for row in bulletin.blocks.all()}
    bulletin = choose_parts(
        bulletin, nothing | {"overdue": 1, "overview": 2}, "none", june.cast.office, version=0
    )
    paper = draft_paper(bulletin, JULY_3)
    assert [row.heading for row in paper.sections] == ["逾期任务及原因", "总体情况"] and paper.annexes == ()
    bulletin = choose_parts(bulletin, nothing | {"next": 1}, "all", june.cast.office, version=1)
    paper = draft_paper(bulletin, JULY_3)
    assert [row.text for row in paper.sections] == ["保留"]
    assert [row.title for row in paper.annexes] == ["2026年重点任务清单推进情况表"]
    with pytest.raises(Refused):
        choose_parts(bulletin, nothing, "none", june.cast.office, version=2)


def test_a_table_can_be_left_out(june: June, bulletin: Bulletin) -> None:
    row = block(bulletin, "category")
    write_block(bulletin, "category", row.text, june.cast.office, version=row.version, with_table=False)
    (section,) = [row for row in draft_paper(bulletin, JULY_3).sections if row.heading == "分类别推进情况"]
    assert section.table is None and section.text


def test_a_draft_can_be_dropped_on_record(june: June, bulletin: Bulletin) -> None:
    drop(bulletin, june.cast.office, today=JULY_3)
    assert not Bulletin.objects.exists()
    entry = AuditEntry.objects.get(verb="drop_bulletin")
    assert (entry.who, entry.before) == (june.cast.office, "关于2026年6月乡村振兴任务清单推进情况的通报")
