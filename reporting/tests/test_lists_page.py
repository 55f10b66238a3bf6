"""The list of lists, and the districts a person may see."""

from __future__ import annotations

import datetime

from django.urls import reverse

from conftest import TODAY, Cast, make_list, make_member, make_task
from districts.models import Membership
from progress.models import claim
from reporting.tests.reading import tasks_shown, tree, words


def test_a_row_a_year_and_list_newest_first(cast: Cast, task_list, sign_in) -> None:
    make_list(cast.district, year=2022, title="2022年清单")
    make_list(cast.other_district, title="云山清单")
    page = sign_in(cast.leader).get(reverse("lists"))
    rows = [row.xpath("string(./th)").strip() for row in tree(page).xpath("//tbody/tr")]
    assert rows == ["2026年重点任务清单", "2022年清单"]


def test_counts_of_each_list_lead_to_its_rows(cast: Cast, task_list, sign_in) -> None:
    make_task(task_list, "1", cast.department, deadline=TODAY - datetime.timedelta(days=2))
    claim(make_task(task_list, "2", cast.department), cast.lead, today=TODAY).close(cast.office, today=TODAY)
    client = sign_in(cast.leader)
    page = client.get(reverse("lists"))
    links = tree(page).xpath("//tbody/tr/td[@class='num']/a")
    assert [link.text for link in links] == ["1", "1"]
    for link in links:
        assert len(tasks_shown(client.get(link.get("href")))) == 1
    bar = tree(page).xpath("//*[local-name()='svg' and @class='lights-bar']")[0]
    assert bar.get("aria-label") == "已完成 1，红灯 1"


def test_drafts_are_marked_for_the_office_and_hidden_from_others(cast: Cast, sign_in) -> None:
    make_list(cast.district, title="明年的清单", state="draft")
    assert "草稿" in words(sign_in(cast.office).get(reverse("lists")))
    assert "明年的清单" not in words(sign_in(cast.leader).get(reverse("lists")))


def test_no_list_yet_says_how_one_gets_here(cast: Cast, sign_in) -> None:
    assert "还没有任务清单" in words(sign_in(cast.office).get(reverse("lists")))


def test_districts_are_those_of_ones_own(cast: Cast, task_list, sign_in) -> None:
    make_task(task_list, "1")
    said = words(sign_in(cast.leader).get(reverse("districts")))
    assert "清河区" in said
    assert "云山区" not in said


def test_administrator_sees_every_district_and_which_has_no_list(cast: Cast, task_list, sign_in) -> None:
    said = words(sign_in(cast.admin).get(reverse("districts")))
    assert "清河区" in said
    assert "云山区 还没有印发的清单" in said


def test_person_of_two_districts_sees_both(cast: Cast, task_list, sign_in) -> None:
    make_list(cast.other_district, title="云山清单")
    both = make_member(cast.district, "leader", "both")
    Membership.objects.create(district=cast.other_district, user=both, role="leader")
    said = words(sign_in(both).get(reverse("lists")))
    assert "2026年重点任务清单" in said
    assert "云山清单" in said
