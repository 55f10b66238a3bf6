"""The demonstration's month-ends: as if each had been taken in its night, and the districts summed up."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from districts.models import District
from reporting.demo import take_snapshots
from reporting.models import DistrictSummary, Snapshot
from reporting.trends import by_month
from supervision.demonstration import play_demo
from tasklists.fixture_loading import FIXTURES, load_fixtures

pytestmark = pytest.mark.django_db
AUGUST = datetime.date(2026, 8, 3)


def test_every_past_month_has_its_snapshot_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    shutil.copy(FIXTURES / "districts.json", tmp_path)
    shutil.copy(FIXTURES / "lists" / "qingpu-2026.json", tmp_path / "lists")
    (task_list,) = load_fixtures(tmp_path)
    play_demo("", AUGUST)
    take_snapshots("", AUGUST)
    kept = list(Snapshot.objects.order_by("day").values_list("label", "is_late", "taken_on"))
    assert [label for label, _late, _on in kept] == [f"2026年{month}月" for month in range(1, 8)]
    assert not any(is_late for _label, is_late, _on in kept)
    assert kept[0][2] == datetime.date(2026, 1, 26)
    reached = [
        month.reported_bp for month in by_month(Snapshot.objects.filter(task_list=task_list).order_by("day"))
    ]
    assert reached == sorted(reached)
    assert reached[0] < reached[-1]
    assert any(row.corrections for row in Snapshot.objects.all())
    summary = DistrictSummary.objects.get(district=District.objects.get(name="青浦区"))
    assert (summary.day, summary.counted.all) == (datetime.date(2026, 8, 2), 41)
    take_snapshots("", AUGUST)
    assert list(Snapshot.objects.order_by("day").values_list("label", "is_late", "taken_on")) == kept
