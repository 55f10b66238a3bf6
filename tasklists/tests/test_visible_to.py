"""What a person reads who holds roles in two districts: in each what that role opens, and no more."""

from __future__ import annotations

import pytest

from conftest import Cast, make_indicator, make_list, make_task
from districts.models import Membership, User
from tasklists.models import Indicator, Task


@pytest.fixture
def tasks(cast: Cast) -> dict[str, Task]:
    """A task that concerns the first town and one that does not, and a draft; in the other district an
    issued task and a draft."""
    own, draft = make_list(cast.district), make_list(cast.district, title="草稿", state="draft")
    other = make_list(cast.other_district)
    other_draft = make_list(cast.other_district, title="草稿", state="draft")
    made = {
        "concerns": make_task(own, "1"),
        "elsewhere": make_task(own, "2"),
        "draft": make_task(draft, "1"),
        "other": make_task(other, "1"),
        "other draft": make_task(other_draft, "1"),
    }
    for task in made.values():
        make_indicator(task, 5, {cast.town1: 5} if task is made["concerns"] else None)
    return made


def read_by(user: User, tasks: dict[str, Task]) -> set[str]:
    seen = set(Task.objects.visible_to(user))
    assert seen == {row.task for row in Indicator.objects.visible_to(user).select_related("task")}
    return {name for name, task in tasks.items() if task in seen}


def also(user: User, district: object, role: str) -> User:
    Membership.objects.create(user=user, district=district, role=role)
    return User.objects.get(pk=user.pk)


def test_town_staff_read_what_concerns_the_town(cast: Cast, tasks) -> None:
    assert read_by(cast.town, tasks) == {"concerns"}


def test_who_is_town_staff_here_and_leader_there(cast: Cast, tasks) -> None:
    person = also(cast.town, cast.other_district, "leader")
    assert read_by(person, tasks) == {"concerns", "other"}


def test_who_is_town_staff_here_and_office_there_reads_that_district_s_drafts(cast: Cast, tasks) -> None:
    person = also(cast.town, cast.other_district, "office")
    assert read_by(person, tasks) == {"concerns", "other", "other draft"}


def test_who_is_leader_here_and_office_there_reads_no_draft_here(cast: Cast, tasks) -> None:
    person = also(cast.leader, cast.other_district, "office")
    assert read_by(person, tasks) == {"concerns", "elsewhere", "other", "other draft"}


def test_town_staff_who_are_also_of_the_office_read_the_whole_district(cast: Cast, tasks) -> None:
    person = also(cast.town, cast.district, "office")
    assert read_by(person, tasks) == {"concerns", "elsewhere", "draft"}


def test_who_holds_no_role_reads_nothing_and_the_administrator_everything(cast: Cast, tasks) -> None:
    assert read_by(cast.outsider, tasks) == set()
    assert read_by(cast.admin, tasks) == set(tasks)
