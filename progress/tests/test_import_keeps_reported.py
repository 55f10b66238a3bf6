"""A new version of a list is imported although it lacks what has been reported on."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from conftest import Cast
from progress.models import ProgressReport, QuotaReport
from progress.tests.rounds import make_period
from tasklists.exporting.files import printed_list
from tasklists.importing.records import IndicatorRow
from tasklists.models import Indicator, Quota, Task
from tasklists.tests.importing.applying import imported, planned
from tasklists.tests.importing.documents import document, quotas, row

ROADS = IndicatorRow("道路", "公里", target=Decimal(5), quotas=quotas(东浦镇=2, 西塘镇=3))
HOUSES = IndicatorRow("房屋", "栋", target=Decimal(9))


def test_what_was_reported_on_stays_and_the_rest_is_written(cast: Cast) -> None:
    imported(cast.district, document(row("1", indicators=(ROADS, HOUSES))))
    task = Task.objects.get()
    period = make_period(task.task_list, 6)
    own = {"district": cast.district, "period": period}
    houses = Indicator.objects.get(name="房屋")
    report = ProgressReport.objects.create(**own, task=task, department=cast.department)
    report.figures.create(district=cast.district, indicator=houses, value=5)
    share = Quota.objects.get(town=cast.town1)
    QuotaReport.objects.create(**own, quota=share, town=cast.town1, value=1)

    fewer = dataclasses.replace(ROADS, quotas=quotas(西塘镇=4))
    newer = document(row("1", "改了题", indicators=(fewer,)))
    imported(cast.district, newer)

    task.refresh_from_db()
    assert task.title == "改了题"
    assert Indicator.objects.filter(pk=houses.pk).exists()
    assert Quota.objects.get(pk=share.pk).value == 2
    assert Quota.objects.get(town=cast.town2).value == 4
    again = planned(cast.district, newer)
    assert again.is_empty
    assert [issue.code for issue in again.issues].count("reported_kept") == 2


def test_the_export_says_what_was_reported_on_as_well(cast: Cast) -> None:
    """What the columns as issued cannot say stands in a column of its own, reported on or not."""
    imported(cast.district, document(row("1", indicators=(ROADS, HOUSES))))
    task = Task.objects.get()
    before = repr(printed_list(task.task_list))
    assert "房屋" in before
    report = ProgressReport.objects.create(
        district=cast.district,
        period=make_period(task.task_list, 6),
        task=task,
        department=cast.department,
    )
    for indicator in task.indicators.all():
        report.figures.create(district=cast.district, indicator=indicator, value=5)
    assert repr(printed_list(task.task_list)) == before
