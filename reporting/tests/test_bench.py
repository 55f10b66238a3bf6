"""The command that measures: its table, on a small district. No test looks at times."""

from __future__ import annotations

import io
import re

import pytest
from django.core.management import CommandError, call_command

from progress.models import AuditEntry, ProgressReport
from reporting.bench.measure import Measured, Times, times_of
from reporting.bench.table import as_markdown
from tasklists.models import ImportDraft, TaskList


def test_the_middle_round_and_the_one_that_19_of_20_do_not_exceed() -> None:
    assert times_of([float(n) for n in range(20, 0, -1)]) == Times(10.5, 19)
    assert times_of([0.3]) == Times(0.3, 0.3)


def test_a_row_says_page_size_queries_times_and_ratio() -> None:
    row = Measured("清单台账", "leader", 1000, 268_288, 11, Times(0.09, 0.12), Times(0.02, 0.03))
    assert as_markdown([row]).splitlines()[-1] == (
        "| 清单台账 | leader | 1,000 | 262 | 11 | 90 | 120 | 20 | 30 | 4.5 |"
    )


@pytest.mark.django_db
def test_without_data_it_says_how_to_make_some() -> None:
    with pytest.raises(CommandError, match="make_demo_data"):
        call_command("bench", stdout=io.StringIO())


@pytest.mark.django_db
def test_every_page_and_act_is_measured_and_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    # the size and the rounds before the first one are there for the figures, which no test looks at
    monkeypatch.setattr("reporting.bench.acts.IMPORTED", 500)
    monkeypatch.setattr("reporting.bench.measure.WARM_UP", 0)
    made = {"districts": 1, "tasks": 12, "towns": 2, "months": 2}
    call_command("make_demo_data", stdout=io.StringIO(), stderr=io.StringIO(), **made)
    report = ProgressReport.objects.order_by("pk").last()
    assert report is not None
    ProgressReport.objects.filter(period=report.period_id).update(state="draft")
    before = (AuditEntry.objects.count(), TaskList.objects.count())
    out = io.StringIO()
    call_command("bench", rounds=1, stdout=out, stderr=io.StringIO())
    table = out.getvalue()
    for page in ("清单台账", "全区统计", "作战图", "各区对比", "任务页", "导入一份清单", "导出一份清单"):
        assert re.search(rf"\| {page}[^|]* \|", table), page
    assert re.search(r"\d+ pages: \d+ with more than 12 queries", table)
    assert (AuditEntry.objects.count(), TaskList.objects.count()) == before
    assert not ImportDraft.objects.exists()
