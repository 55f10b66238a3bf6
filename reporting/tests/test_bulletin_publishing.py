"""通报 as it goes out: numbered, filed, told and frozen; every figure of the file against the snapshot."""

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
from districts.models import Department, Notification
from progress.models import AuditEntry
from progress.refusals import Refused
from reporting.bulletins.demonstration import play_bulletins
from reporting.bulletins.drafting import (
    choose_parts,
    drop,
    renew,
    restore_block,
    snapshot_months,
    write_block,
)
from reporting.bulletins.numbers import number_text
from reporting.bulletins.publishing import Numbering, next_number, publish
from reporting.models import Bulletin, PublishedBulletin, Snapshot
from reporting.snapshots import take
from reporting.states import TaskState
from reporting.tests.drafting import JULY_3, block, drafted, frozen_june, july
from reporting.tests.snapping import DAY, JUNE_25, MAY_25, June
from tasklists.models import TaskList

pytestmark = pytest.mark.django_db
FIRST = Numbering(1, JULY_3)


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def june(cast: Cast, task_list: TaskList) -> June:
    return frozen_june(cast, task_list)


@pytest.fixture
def bulletin(june: June) -> Bulletin:
    return drafted(june)


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


def test_the_draft_behind_it_is_frozen_by_the_database_too(june: June, bulletin: Bulletin) -> None:
    other = drafted(june)
    publish(bulletin, june.cast.office, FIRST, today=JULY_3)
    for rows in (Bulletin.objects.filter(pk=bulletin.pk), bulletin.blocks.all(), bulletin.sources.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(district=june.cast.district)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE reporting_bulletinblock SET edited = 'x' WHERE bulletin_id = {bulletin.pk}")
    with pytest.raises(DatabaseError), transaction.atomic():
        bulletin.delete()
    assert other.blocks.update(generated="改") == 9  # a draft is free


def test_names_that_change_later_leave_the_published_words(june: June, bulletin: Bulletin) -> None:
    paper = publish(bulletin, june.cast.office, FIRST, today=JULY_3).paper
    Department.objects.filter(pk=june.cast.department.pk).update(name="改名的部门")
    june.task_list.title = "改名的清单"
    june.task_list.save()
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
    with pytest.raises(Refused, match="请先填写“更正说明”"):
        publish(correction, june.cast.office, Numbering(2, JULY_3), today=JULY_3)
    correction.blocks.filter(part="correction").update(edited="第2项的数字有误。")
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
        "需关注": sum(status in ("near_deadline", "report_missing") for status in statuses),
        "滞后": sum(status in ("behind", "far_behind", "milestone_missed") for status in statuses),
        "逾期": statuses.count("overdue"),
    }


@pytest.fixture
def file(june: June, bulletin: Bulletin) -> Any:
    """The Word file as it was filed, with the annex of all tasks."""
    choose_all = {row.part: row.position for row in bulletin.blocks.all() if row.is_chosen}
    choose_parts(bulletin, choose_all, "all", june.cast.office, version=0)
    published = publish(bulletin, june.cast.office, FIRST, today=JULY_3)
    with published.file.open("rb") as held:
        return Document(BytesIO(held.read()))


def test_every_figure_in_the_words_of_the_file_is_the_snapshots(file: Any) -> None:
    lines = [row.text for row in file.paragraphs if row.text]
    assert number_text("", 2026, 1) in lines
    overview = next(line for line in lines if line.startswith("截至"))
    counted = {name: str(number) for name, number in by_hand(Snapshot.objects.get().states()).items()}
    said = figures_in(overview.split("，", 1)[1].replace("《2026年重点任务清单》", ""))
    assert said.pop("完成率") == "20"  # 1 of 5
    assert said == {name: number for name, number in counted.items() if number != "0"}
    # (70 + 20) / 2 against 48.07 %
    pace = next(line for line in lines if line.startswith("按序时进度"))
    assert re.findall(r"[\d.]+", pace) == ["2", "45", "48.1", "3.1"]
    (overdue,) = [line for line in lines if line.startswith("1.")]
    assert overdue.startswith("1.任务3（第3项）。")
    assert re.findall(r"\d+", overdue.partition("。")[2]) == ["5", "31", "25"]  # 5月31日, 25天


def test_every_figure_in_the_tables_of_the_file_is_the_snapshots(file: Any) -> None:
    snapshot = Snapshot.objects.get()
    totals, states = snapshot.counted, snapshot.states()
    assert [totals.all, totals.done, totals.behind, totals.overdue] == [5, 1, 1, 1]
    category, department, town, annex = (
        [[cell.text for cell in row.cells] for row in table.rows][1:] for table in file.tables
    )
    assert category == [
        ["一、第一类", "5", "1", "20%", "1", "1", "0", "1", "1"],
        ["合计", "5", "1", "20%", "1", "1", "0", "1", "1"],
    ]
    assert department == [
        ["区农业农村委", "3", "1", "33.3%", "0", "1", "100%"],
        ["区水务局", "2", "0", "0%", "1", "0", "50%"],
    ]
    # 东浦 3 of 4 km, 西塘 4 of 6, of which the day's light knows
    assert [[row[0], *row[2:]] for row in town] == [
        ["东浦镇", "0", "0", "1", "0", "0", "75%", "100%"],
        ["西塘镇", "0", "0", "1", "0", "0", "66.7%", "100%"],
    ]
    assert [row[0] for row in annex] == [state.number for state in states]
    assert [row[6] for row in annex] == [str(state.word) for state in states]


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
