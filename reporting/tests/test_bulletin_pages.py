"""The pages of bulletins: who sees what, editing in place, two at once, publishing, downloads."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from conftest import Cast, make_member
from progress.tests.rounds import make_period
from reporting.bulletins.drafting import write_block
from reporting.bulletins.publishing import Numbering, mark_of, next_number, publish
from reporting.models import Bulletin, PublishedBulletin
from reporting.snapshots import take
from reporting.tests.drafting import JULY_3, drafted, frozen_june
from reporting.tests.reading import tree
from reporting.tests.snapping import DAY, June
from tasklists.models import TaskList

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    morning = datetime.datetime.combine(JULY_3, datetime.time(9), ZoneInfo("Asia/Shanghai"))
    with time_machine.travel(morning, tick=True):
        yield


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def june(cast: Cast, task_list: TaskList) -> June:
    return frozen_june(cast, task_list)


def published(june: June) -> PublishedBulletin:
    bulletin = drafted(june)
    return publish(bulletin, june.cast.office, Numbering(next_number(bulletin, 2026), JULY_3), today=JULY_3)


def listed(cast: Cast) -> str:
    return reverse("bulletins", args=[cast.district.pk, 2026])


def page(name: str, bulletin: Bulletin, *more: str) -> str:
    return reverse(name, args=[bulletin.pk, *more])


# ---- list ----


def test_before_the_first_snapshot_the_page_says_when_it_comes(cast: Cast, task_list, sign_in) -> None:
    make_period(task_list, 7)
    shown = sign_in(cast.office).get(listed(cast)).content.decode()
    assert "2026年7月填报期于 2026-07-25 截止" in shown and "起草通报</button>" not in shown


def test_before_the_first_period_it_says_how_there_will_be_one(cast: Cast, sign_in) -> None:
    assert "设定填报期" in sign_in(cast.office).get(listed(cast)).content.decode()


def test_the_office_drafts_the_month_that_the_page_names(june: June, sign_in) -> None:
    client = sign_in(june.cast.office)
    assert "最新的月末快照是 2026年6月" in client.get(listed(june.cast)).content.decode()
    answer = client.post(reverse("bulletin_draft", args=[june.cast.district.pk, 2026]), {"month": "2026-06"})
    assert answer["Location"] == page("bulletin", Bulletin.objects.get())


def test_a_month_without_a_snapshot_cannot_be_drafted(june: June, sign_in) -> None:
    address = reverse("bulletin_draft", args=[june.cast.district.pk, 2026])
    sign_in(june.cast.office).post(address, {"month": "2026-05"})
    assert not Bulletin.objects.exists()


def test_a_month_that_is_out_is_asked_about_before_it_is_drafted_again(june: June, sign_in) -> None:
    out, client = published(june), sign_in(june.cast.office)
    address = reverse("bulletin_draft", args=[june.cast.district.pk, 2026])
    assert "已有印发的通报" not in client.get(listed(june.cast)).content.decode()
    answer = client.post(address, {"month": "2026-06"})
    assert answer["Location"] == listed(june.cast) + "?again=2026-06#again"
    assert not Bulletin.objects.drafts().exists()
    asked = tree(client.get(answer["Location"])).xpath("//*[@id='again']")[0]
    assert "2026年6月已有印发的通报" in asked.text_content() and "2026年第1期" in asked.text_content()
    assert asked.xpath(".//a/@href") == [page("bulletin", out.bulletin)]
    assert asked.xpath(".//form/@action") == [page("bulletin_correct", out.bulletin), address]
    answer = client.post(address, {"month": "2026-06", "again": "1"})
    assert answer["Location"] == page("bulletin", Bulletin.objects.drafts().get())


def test_a_month_that_is_being_drafted_opens_its_draft(june: June, sign_in) -> None:
    begun, client = drafted(june), sign_in(june.cast.office)
    address = reverse("bulletin_draft", args=[june.cast.district.pk, 2026])
    answer = client.post(address, {"month": "2026-06"}, follow=True)
    assert answer.redirect_chain == [(page("bulletin", begun), 302)]
    assert "2026年6月的通报已有草稿" in answer.content.decode()
    client.post(address, {"month": "2026-06", "again": "1"})
    assert Bulletin.objects.drafts().count() == 2


def test_a_made_up_month_asks_nothing(june: June, sign_in) -> None:
    published(june)
    for month in ("2026-05", "<b>"):
        shown = sign_in(june.cast.office).get(listed(june.cast), {"again": month}).content.decode()
        assert "已有印发的通报" not in shown


def test_a_second_draft_of_a_month_says_what_is_out_and_a_correction_does_not(june: June, sign_in) -> None:
    client, second = sign_in(june.cast.office), drafted(june)
    for name in ("bulletin", "bulletin_publish"):
        assert "已有印发的通报" not in client.get(page(name, second)).content.decode()
    out = published(june)
    for name in ("bulletin", "bulletin_publish"):
        shown = client.get(page(name, second)).content.decode()
        assert "2026年6月已有印发的通报" in shown and page("bulletin", out.bulletin) in shown
    correction = drafted(june, corrects=out.bulletin)
    assert "已有印发的通报" not in client.get(page("bulletin", correction)).content.decode()


@pytest.mark.parametrize("role", ["lead", "staff", "town", "leader"])
def test_others_see_what_is_out_and_know_nothing_of_drafts(june: June, sign_in, role: str) -> None:
    out, draft = published(june), drafted(june)
    Bulletin.objects.filter(pk=draft.pk).update(title="还在起草")
    client = sign_in(getattr(june.cast, role))
    shown = client.get(listed(june.cast)).content.decode()
    assert "2026年第1期" in shown and "还在起草" not in shown and "起草通报" not in shown
    assert client.get(page("bulletin", draft)).status_code == 404
    assert client.get(page("bulletin_file", draft)).status_code == 404
    assert client.get(page("bulletin", out.bulletin)).status_code == 200


def test_town_staff_read_the_whole_published_paper(june: June, sign_in) -> None:
    """A published bulletin is a public paper of the district: tasks of other towns stand in it too."""
    out = published(june)
    shown = sign_in(june.cast.town_west).get(page("bulletin", out.bulletin)).content.decode()
    assert "任务3（第3项）" in shown and "东浦镇" in shown


def test_another_district_finds_nothing(june: June, sign_in) -> None:
    out = published(june)
    client = sign_in(june.cast.office2)
    for name in ("bulletin", "bulletin_file", "bulletin_publish"):
        assert client.get(page(name, out.bulletin)).status_code == 404
    assert client.get(listed(june.cast)).status_code == 404


def test_the_list_asks_as_often_for_one_as_for_three(june: June, sign_in) -> None:
    client = sign_in(june.cast.leader)
    asked = []
    for _place in range(3):
        published(june)
        client.get(listed(june.cast))
        with CaptureQueriesContext(connection) as queries:
            client.get(listed(june.cast))
        asked.append(len(queries))
    assert asked[0] == asked[2] <= 12


# ---- draft ----


def test_a_block_is_edited_in_place(june: June, sign_in) -> None:
    bulletin, client = drafted(june), sign_in(june.cast.office)
    row = bulletin.blocks.get(part="next")
    answer = client.post(
        page("bulletin_part", bulletin, "next"), {"next-text": "写下的要求", "next-version": row.version}
    )
    assert answer["Location"] == page("bulletin", bulletin) + "#part-next"
    shown = client.get(page("bulletin", bulletin)).content.decode()
    assert "写下的要求" in shown and "生成的原文" in shown and "已修改" in shown


def test_the_second_of_two_sees_the_first_and_keeps_what_was_typed(june: June, sign_in) -> None:
    bulletin, client = drafted(june), sign_in(june.cast.office)
    address = page("bulletin_part", bulletin, "next")
    version = bulletin.blocks.get(part="next").version
    client.post(address, {"next-text": "先写的", "next-version": version})
    answer = client.post(address, {"next-text": "后写的", "next-version": version})
    shown = answer.content.decode()
    assert answer.status_code == 200 and "office改过这一段" in shown
    assert "先写的" in shown and "后写的</textarea>" in shown
    assert bulletin.blocks.get(part="next").text == "先写的"
    again = answer.context["shown"][-1].form["version"].value()
    client.post(address, {"next-text": "后写的", "next-version": again})
    assert bulletin.blocks.get(part="next").text == "后写的"


def test_the_second_of_two_at_the_title_as_well(june: June, sign_in) -> None:
    bulletin, client = drafted(june), sign_in(june.cast.office)
    given = {"issuing_body": "清河区办", "recipients": "各街镇：", "series": "", "masthead": "", "version": 0}
    client.post(page("bulletin_top", bulletin), given | {"title": "先改的标题"})
    shown = client.post(page("bulletin_top", bulletin), given | {"title": "后改的标题"}).content.decode()
    assert "先改的标题</dd>" in shown and 'value="后改的标题"' in shown
    bulletin.refresh_from_db()
    assert bulletin.title == "先改的标题"


def test_the_draft_page_asks_a_fixed_number_of_times(june: June, sign_in) -> None:
    bulletin, client = drafted(june), sign_in(june.cast.office)
    client.get(page("bulletin", bulletin))
    with CaptureQueriesContext(connection) as queries:
        client.get(page("bulletin", bulletin))
    assert len(queries) <= 14


def test_a_newer_snapshot_is_pointed_out(june: June, sign_in) -> None:
    bulletin, client = drafted(june), sign_in(june.cast.office)
    assert "有更新的快照" not in client.get(page("bulletin", bulletin)).content.decode()
    take(make_period(june.task_list, 7, opens_on=JULY_3 - 2 * DAY, closes_on=JULY_3 - DAY), JULY_3)
    assert "有更新的快照：2026年7月" in client.get(page("bulletin", bulletin)).content.decode()
    client.post(page("bulletin_renew", bulletin), {"month": "2026-07"})
    bulletin.refresh_from_db()
    assert bulletin.month == "2026年7月"


def test_parts_are_chosen_on_the_page(june: June, sign_in) -> None:
    bulletin, client = drafted(june), sign_in(june.cast.office)
    client.post(page("bulletin_parts", bulletin), {"overdue": "1", "annex_rows": "none", "version": "0"})
    shown = client.get(page("bulletin", bulletin)).content.decode()
    assert 'id="part-overdue"' in shown and 'id="part-overview"' not in shown
    client.post(page("bulletin_parts", bulletin), {"next": "1", "annex_rows": "none", "version": "0"})
    assert [row.part for row in bulletin.blocks.filter(is_chosen=True)] == ["overdue"]


def test_the_rules_of_naming_stand_beside_the_names(june: June, sign_in) -> None:
    shown = sign_in(june.cast.office).get(page("bulletin", drafted(june))).content.decode()
    assert "不看登录次数" in shown


def test_the_draft_comes_as_a_file_with_its_number_open(june: June, sign_in) -> None:
    bulletin = drafted(june)
    answer = sign_in(june.cast.office).get(page("bulletin_file", bulletin))
    assert answer["Content-Disposition"].startswith("attachment")
    assert Document(BytesIO(answer.content)).paragraphs[0].text == "2026年第×期"


def test_the_preview_stands_as_on_paper(june: June, sign_in) -> None:
    shown = sign_in(june.cast.office).get(page("bulletin_preview", drafted(june))).content.decode()
    assert '<h3 class="paper-1">一、总体情况</h3>' in shown and "2026年×月×日" in shown


def test_a_draft_is_dropped(june: June, sign_in) -> None:
    bulletin = drafted(june)
    answer = sign_in(june.cast.office).post(page("bulletin_drop", bulletin))
    assert answer["Location"] == listed(june.cast) and not Bulletin.objects.exists()


# ---- publishing ----


def test_publishing_is_confirmed_on_a_page_of_its_own(june: June, sign_in) -> None:
    bulletin, client = drafted(june), sign_in(june.cast.office)
    shown = client.get(page("bulletin_publish", bulletin)).content.decode()
    assert "确认印发" in shown and 'value="2026-07-03"' in shown and not PublishedBulletin.objects.exists()
    given = {"number": "1", "dated": "2026-07-03", "seen": mark_of(bulletin)}
    answer = client.post(page("bulletin_publish", bulletin), given)
    assert answer["Location"] == page("bulletin", bulletin)
    assert PublishedBulletin.objects.get().number_text == "2026年第1期"


def test_what_a_colleague_wrote_meanwhile_is_shown_before_it_goes_out(june: June, sign_in) -> None:
    bulletin, client = drafted(june), sign_in(june.cast.office)
    given = {"number": "1", "dated": "2026-07-03", "seen": mark_of(bulletin)}
    assert given["seen"] in client.get(page("bulletin_publish", bulletin)).content.decode()
    colleague = make_member(june.cast.district, "office", "colleague")
    version = bulletin.blocks.get(part="next").version
    write_block(bulletin, "next", "还没有写完的半", colleague, version=version)
    shown = client.post(page("bulletin_publish", bulletin), given).content.decode()
    assert "在您打开本页之后又有改动" in shown and "还没有写完的半" in shown
    assert not PublishedBulletin.objects.exists()
    client.post(page("bulletin_publish", bulletin), given | {"seen": mark_of(bulletin)})
    assert PublishedBulletin.objects.get().number == 1


def test_a_number_that_leaves_a_gap_comes_back_with_the_question(june: June, sign_in) -> None:
    bulletin, client = drafted(june), sign_in(june.cast.office)
    given = {"number": "5", "dated": "2026-07-03", "seen": mark_of(bulletin)}
    shown = client.post(page("bulletin_publish", bulletin), given).content.decode()
    assert "请说明中间的编号用在哪里" in shown
    client.post(page("bulletin_publish", bulletin), given | {"gap_reason": "前4期已线下印发"})
    assert PublishedBulletin.objects.get().number == 5


def test_blocks_edited_over_older_figures_are_pointed_out_before_publishing(june: June, sign_in) -> None:
    bulletin = drafted(june)
    bulletin.blocks.filter(part="overview").update(edited="旧数字", edited_over="旧的生成文字")
    shown = sign_in(june.cast.office).get(page("bulletin_publish", bulletin)).content.decode()
    assert "有 1 段是按较早的数据修改的" in shown


def test_what_is_out_is_read_and_downloaded_as_it_was_filed(june: June, sign_in) -> None:
    out = published(june)
    client = sign_in(june.cast.leader)
    shown = client.get(page("bulletin", out.bulletin)).content.decode()
    assert "不能修改、不能撤回" in shown and "<textarea" not in shown and "起草更正通报" not in shown
    answer = client.get(page("bulletin_file", out.bulletin))
    content = b"".join(answer.streaming_content)
    assert hashlib.sha256(content).hexdigest() == out.sha256


def test_a_file_that_is_gone_is_said_to_be(june: June, sign_in) -> None:
    out = published(june)
    out.file.storage.delete(out.file.name)
    assert sign_in(june.cast.leader).get(page("bulletin_file", out.bulletin)).status_code == 404


def test_changes_to_what_is_out_are_refused_in_words(june: June, sign_in) -> None:
    out = published(june)
    client = sign_in(june.cast.office)
    row = out.bulletin.blocks.get(part="next")
    given = {"next-text": "改", "next-version": row.version}
    answer = client.post(page("bulletin_part", out.bulletin, "next"), given, follow=True)
    assert "已经印发，不能再修改" in answer.content.decode()
    assert client.get(page("bulletin_preview", out.bulletin)).status_code == 302


def test_a_correction_starts_from_the_published_page(june: June, sign_in) -> None:
    out = published(june)
    client = sign_in(june.cast.office)
    assert "起草更正通报" in client.get(page("bulletin", out.bulletin)).content.decode()
    answer = client.post(page("bulletin_correct", out.bulletin))
    correction = Bulletin.objects.drafts().get()
    assert answer["Location"] == page("bulletin", correction) and correction.corrects == out.bulletin
    correction.blocks.filter(part="correction").update(edited="第2项的数字有误。")
    publish(correction, june.cast.office, Numbering(2, JULY_3), today=JULY_3)
    assert "已更正" in client.get(page("bulletin", out.bulletin)).content.decode()
    assert "更正2026年第1期" in client.get(listed(june.cast)).content.decode()


def test_a_role_without_the_right_may_not_draft(june: June, sign_in) -> None:
    address = reverse("bulletin_draft", args=[june.cast.district.pk, 2026])
    assert sign_in(june.cast.leader).post(address, {"month": "2026-06"}).status_code == 403
