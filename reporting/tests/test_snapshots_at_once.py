"""Two nightly runs at the same moment, on PostgreSQL: one snapshot, one summary, and both runs end well."""

from __future__ import annotations

import pytest

from conftest import Cast, make_list
from progress.models import AuditEntry
from progress.tests.test_concurrency import at_once
from reporting.models import DistrictSummary, Snapshot, SnapshotTask
from reporting.nightly import run
from reporting.snapshots import take
from reporting.tests.snapping import DAY, JUNE_25, June

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def june(transactional_db: None) -> June:
    cast = Cast()
    held = June(cast, make_list(cast.district))
    held.play()
    return held


def test_one_snapshot_is_taken_and_both_are_handed_it(june: June) -> None:
    taken = at_once(*[lambda: take(june.period, JUNE_25 + DAY)] * 2)
    assert taken[0] == taken[1] == Snapshot.objects.get()
    assert SnapshotTask.objects.count() == 5
    assert AuditEntry.objects.filter(verb="take_snapshot").count() == 1


def test_two_nights_at_once_leave_what_one_would(june: June) -> None:
    said = at_once(*[lambda: run(JUNE_25 + DAY)] * 2)
    assert all("未能完成" not in sentence for sentence in said)
    assert Snapshot.objects.count() == 2  # of May, late, and of June
    assert DistrictSummary.objects.count() == 1
