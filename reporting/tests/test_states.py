"""What a snapshot keeps of a task comes back as it went in."""

from __future__ import annotations

import json
from dataclasses import replace

from conftest import TODAY, Cast, make_indicator, make_milestone, make_task
from reporting.live import states_of
from reporting.states import AT_LENGTH, as_json, from_json
from tasklists.models import Task, TaskList


def test_a_state_survives_being_kept(cast: Cast, task_list: TaskList) -> None:
    task = make_task(task_list, "1", cast.department, investment_wan="12.5", scope_kind="all_towns")
    make_indicator(task, "54.4", {cast.town1: 2, cast.town2: None})
    make_milestone(task, "H1", TODAY, text="过半", percent=50)
    (state,) = states_of(Task.objects.all(), TODAY, with_targets=True)
    kept = json.loads(json.dumps(as_json(state)))
    assert from_json(kept) == state
    assert len(state.indicators[0].quotas) == 2


def test_pages_that_count_tasks_read_them_without_their_length(cast: Cast, task_list: TaskList) -> None:
    make_indicator(make_task(task_list, "1", cast.department, requirement="建成一批。"), 10, {cast.town1: 10})
    (state,) = states_of(Task.objects.all(), TODAY, with_targets=True)
    kept = {name: value for name, value in as_json(state).items() if name not in AT_LENGTH}
    assert from_json(kept) == replace(state, requirement="", indicators=(), said=None)


def test_a_snapshot_of_before_a_field_came_is_still_read(cast: Cast, task_list: TaskList) -> None:
    make_task(task_list, "1", cast.department)
    (state,) = states_of(Task.objects.all(), TODAY, with_targets=True)
    kept = as_json(state)
    del kept["helper_roles"], kept["said"]
    assert from_json(kept | {"came_later": 1}) == state
