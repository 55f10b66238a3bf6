"""通报: drafted from a snapshot, edited, renewed, published and frozen; and every figure in the file that
goes out against the snapshot."""

from __future__ import annotations

import datetime
import hashlib
import re
from io import BytesIO
from threading import Thread
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, close_old_connections, connection, transaction
from docx import Document

from conftest import Cast, make_list
from districts.models import Notification
from progress.models import AuditEntry
from progress.refusals import Refused
from progress.review import approve
from progress.tests.rounds import make_period
from reporting.bulletins.demonstration import play_bulletins
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
from reporting.bulletins.numbers import number_text
from reporting.bulletins.publishing import Numbering, next_number, publish
from reporting.models import Bulletin, PublishedBulletin, Snapshot
from reporting.snapshots import take
from reporting.states import TaskState
from reporting.tests.snapping import DAY, JULY_25, JUNE_25, MAY_25, June, report

pytestmark = pytest.mark.django_db

JULY_3 = datetime.date(2026, 7, 3)
FIRST = Numbering(1, JULY_3)


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def june(cast: Cast, task_list) -> June:
    held = June(cast, task_list)
    held.play()
    take(held.period, JUNE_25 + DAY)
    return held


def drafted(june: June, **given: Any) -> Bulletin:
    months = snapshot_months(june.cast.district.pk, 2026)
    return draft_bulletin(june.cast.district, 2026, months[0], june.cast.office, today=JULY_3, **given)


@pytest.fixture
def bulletin(june: June) -> Bulletin:
    return drafted(june)


def block(bulletin: Bulletin, part: str) -> Any:
    return bulletin.blocks.get(part=part)


def july(june: June) -> None:
    """A month later 植树 has reached 60 of 100."""
    period = make_period(june.task_list, 7)
    row = report(june.trees, june.cast.department2, period, june.cast.lead_water, JULY_25 - DAY, value=60)
    approve(row, june.cast.office, today=JULY_25)
    take(period, JULY_25 + DAY)


# ---- drafting ----


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


# ---- publishing ----


def test_publishing_numbers_files_tells_and_is_on_record(june: June, bulletin: Bulletin) -> None:
    cast = june.cast
    published = publish(bulletin, cast.office, FIRST, today=JULY_3)
    assert (published.number_text, published.dated, published.published_by) == (
        "2026年第1期",
        JULY_3,
        cast.office,
    )
    with published.file.open("rb") as file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == published.sha256
    assert published.paper.number == "2026年第1期" and published.paper.dated == "2026年7月3日"
    told = Notification.objects.filter(kind="published")
    assert {row.user for row in told} == {cast.leader, cast.lead, cast.lead_water, cast.town, cast.town_west}
    assert told[0].text == "已印发2026年第1期：关于2026年6月乡村振兴任务清单推进情况的通报"
    entry = AuditEntry.objects.about(bulletin).get()
    assert (entry.verb, entry.after, entry.who) == ("publish_bulletin", "2026年第1期", cast.office)


def test_what_is_out_can_be_changed_by_nobody(june: June, bulletin: Bulletin) -> None:
    published = publish(bulletin, june.cast.office, FIRST, today=JULY_3)
    version = block(bulletin, "next").version
    for change in (
        lambda: write_block(bulletin, "next", "改", june.cast.office, version=version),
        lambda: restore_block(bulletin, "next", june.cast.office, version=version),
        lambda: renew(bulletin, snapshot_months(june.cast.district.pk, 2026)[0], june.cast.office),
        lambda: choose_parts(bulletin, {"next": 1}, "none", june.cast.office, version=0),
        lambda: drop(bulletin, june.cast.office, today=JULY_3),
        lambda: publish(bulletin, june.cast.office, Numbering(2, JULY_3), today=JULY_3),
    ):
        with pytest.raises(Refused, match="已经印发"):
            change()
    with pytest.raises(DatabaseError), transaction.atomic():
        PublishedBulletin.objects.update(number=9)
    with pytest.raises(DatabaseError), transaction.atomic():
        published.delete()
    for sql in (
        "UPDATE reporting_publishedbulletin SET content = '{}'",
        "DELETE FROM reporting_publishedbulletin",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_later_changes_of_the_draft_and_the_names_leave_the_published_words(
    june: June, bulletin: Bulletin
) -> None:
    paper = publish(bulletin, june.cast.office, FIRST, today=JULY_3).paper
    bulletin.blocks.update(generated="改")
    Bulletin.objects.update(title="改")
    assert PublishedBulletin.objects.get().paper == paper


def test_numbers_follow_each_other_within_the_year(june: June, bulletin: Bulletin) -> None:
    publish(bulletin, june.cast.office, FIRST, today=JULY_3)
    second = drafted(june)
    assert next_number(second, 2026) == 2
    for taken in (1,):
        with pytest.raises(Refused, match="下一个编号是2026年第2期"):
            publish(second, june.cast.office, Numbering(taken, JULY_3), today=JULY_3)
    publish(second, june.cast.office, Numbering(2, JULY_3), today=JULY_3)
    assert next_number(drafted(june), 2027) == 1


def test_the_offices_own_series_is_continued_with_a_reason(june: June, bulletin: Bulletin) -> None:
    with pytest.raises(Refused, match="请说明中间的编号用在哪里"):
        publish(bulletin, june.cast.office, Numbering(7, JULY_3), today=JULY_3)
    published = publish(bulletin, june.cast.office, Numbering(7, JULY_3, "前6期已线下印发"), today=JULY_3)
    assert published.number_text == "2026年第7期"
    assert AuditEntry.objects.about(bulletin).get().reason == "前6期已线下印发"
    assert next_number(drafted(june), 2026) == 8


def test_each_series_counts_for_itself(june: June, bulletin: Bulletin) -> None:
    publish(bulletin, june.cast.office, FIRST, today=JULY_3)
    second = drafted(june)
    Bulletin.objects.filter(pk=second.pk).update(series="清乡振办")
    second.refresh_from_db()
    published = publish(second, june.cast.office, Numbering(next_number(second, 2026), JULY_3), today=JULY_3)
    assert published.number_text == "清乡振办〔2026〕1号"


def test_the_database_refuses_a_number_twice(june: June, bulletin: Bulletin) -> None:
    published = publish(bulletin, june.cast.office, FIRST, today=JULY_3)
    published.pk, published.bulletin = None, drafted(june)
    with pytest.raises(IntegrityError), transaction.atomic():
        published.save(force_insert=True)


def test_the_day_lies_between_the_data_and_today(june: June, bulletin: Bulletin) -> None:
    for day in (JULY_3 + DAY, MAY_25):
        with pytest.raises(Refused, match="成文日期"):
            publish(bulletin, june.cast.office, Numbering(1, day), today=JULY_3)


def test_an_empty_bulletin_does_not_go_out(june: June, bulletin: Bulletin) -> None:
    bulletin.blocks.update(generated="", table=None)
    with pytest.raises(Refused, match="还没有内容"):
        publish(bulletin, june.cast.office, FIRST, today=JULY_3)
    assert not PublishedBulletin.objects.exists()


def test_a_correction_names_what_it_corrects(june: June, bulletin: Bulletin) -> None:
    publish(bulletin, june.cast.office, FIRST, today=JULY_3)
    correction = drafted(june, corrects=bulletin)
    assert correction.title == "关于更正2026年6月任务清单推进情况通报的通知"
    assert block(correction, "correction").is_chosen
    publish(correction, june.cast.office, Numbering(2, JULY_3), today=JULY_3)
    assert list(bulletin.corrections.all()) == [correction]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_that_publish_at_once_get_different_numbers_without_a_gap(cast: Cast) -> None:
    held = June(cast, make_list(cast.district))
    held.play()
    take(held.period, JUNE_25 + DAY)
    outcomes: list[str] = []

    def go(bulletin: Bulletin) -> None:
        try:
            for _attempt in range(4):
                try:
                    number = next_number(bulletin, 2026)
                    outcomes.append(
                        publish(bulletin, cast.office, Numbering(number, JULY_3), today=JULY_3).number_text
                    )
                    return
                except Refused:
                    continue  # the other was first: the page suggests the next one
        finally:
            close_old_connections()
            connection.close()

    threads = [Thread(target=go, args=(drafted(held),)) for _place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [f"2026年第{number}期" for number in (1, 2, 3, 4)]


# ---- every figure against the snapshot ----


def figures_in(text: str) -> dict[str, str]:
    """已完成3项 → {"已完成": "3"}: what the paragraph says, by the word before each number."""
    return dict(re.findall(r"([一-鿿]{2,10}?)(\d[\d.]*)[项%个]", text))


def by_hand(states: list[TaskState]) -> dict[str, int]:
    """Counted here anew, from the frozen rows alone."""
    statuses = [state.status for state in states]
    return {
        "共列任务": len(statuses),
        "已完成": sum(status in ("done", "done_late") for status in statuses),
        "正常推进": statuses.count("on_schedule"),
        "临近时限或未按期填报": sum(status in ("near_deadline", "report_missing") for status in statuses),
        "滞后": sum(status in ("behind", "far_behind", "milestone_missed") for status in statuses),
        "逾期": statuses.count("overdue"),
    }


def test_every_figure_of_the_file_is_the_snapshots(june: June, bulletin: Bulletin) -> None:
    choose_all = {row.part: row.position for row in bulletin.blocks.all() if row.is_chosen}
    choose_parts(bulletin, choose_all, "all", june.cast.office, version=0)
    published = publish(bulletin, june.cast.office, FIRST, today=JULY_3)
    with published.file.open("rb") as file:
        document = Document(BytesIO(file.read()))
    lines = [row.text for row in document.paragraphs if row.text]
    snapshot = Snapshot.objects.get()
    states = snapshot.states()

    overview = next(line for line in lines if line.startswith("截至"))
    counted = {name: str(number) for name, number in by_hand(states).items() if number}
    said = figures_in(overview.split("，", 1)[1].replace("《2026年重点任务清单》", ""))
    assert said.pop("完成率") == "20"  # 1 of 5
    assert said == counted
    totals = snapshot.counted
    assert [totals.all, totals.done, totals.behind, totals.overdue] == [5, 1, 1, 1]
    # (70 + 20) / 2 against 48.07 %
    pace = next(line for line in lines if line.startswith("按序时进度"))
    assert re.findall(r"[\d.]+", pace) == ["2", "45", "48.1", "3.1"]

    category, department, town, annex = (
        [[cell.text for cell in row.cells] for row in table.rows][1:] for table in document.tables
    )
    assert category == [
        ["一、第一类", "5", "1", "20%", "2", "1", "1"],
        ["合计", "5", "1", "20%", "2", "1", "1"],
    ]
    assert department == [
        ["区农业农村委", "3", "1", "33.3%", "0", "1", "100%"],
        ["区水务局", "2", "0", "0%", "1", "0", "50%"],
    ]
    # 东浦 3 of 4 km, 西塘 4 of 6, of which the day's light knows
    assert [[row[0], *row[2:]] for row in town] == [
        ["东浦镇", "1", "0", "0", "75%", "100%"],
        ["西塘镇", "1", "0", "0", "66.7%", "100%"],
    ]
    assert [row[0] for row in annex] == [state.number for state in states]
    assert [row[6] for row in annex] == [str(state.word) for state in states]
    (overdue,) = [line for line in lines if line.startswith("1.")]
    assert overdue.startswith("1.任务3（第3项）。")
    assert re.findall(r"\d+", overdue.partition("。")[2]) == ["5", "31", "25"]  # 5月31日, 25天
    assert published.paper.number == number_text("", 2026, 1)


# ---- the demonstration ----


def test_the_demonstration_has_one_out_and_one_in_draft_and_is_played_once(june: June) -> None:
    july(june)
    june.cast.district.name = "青浦区"
    june.cast.district.save()
    for _time in range(2):
        play_bulletins("", datetime.date(2026, 8, 20))
    assert [row.month for row in Bulletin.objects.drafts()] == ["2026年7月"]
    (out,) = PublishedBulletin.objects.all()
    assert (out.bulletin.month, out.number_text, out.dated) == (
        "2026年6月",
        "2026年第1期",
        datetime.date(2026, 6, 30),
    )
    assert "（演示）" in out.paper.title


def test_the_demonstration_waits_for_snapshots(cast: Cast) -> None:
    play_bulletins("", datetime.date(2026, 8, 20))
    assert not Bulletin.objects.exists()
