"""What has been reported on stays where a new version of the document lacks it, and is named."""

import dataclasses
from decimal import Decimal

from tasklists.importing.plan import compare, make_plan
from tasklists.importing.records import IndicatorRow
from tasklists.tests.importing.documents import KNOWN, document, quotas, row, stored


def reported(existing, *, indicators=(), towns=()):
    """The same list, with these indicators and shares reported on."""
    (task,) = existing.tasks
    parts = tuple(
        dataclasses.replace(
            part,
            is_reported=part.name in indicators,
            quotas=tuple(dataclasses.replace(q, is_reported=q.town in towns) for q in part.quotas),
        )
        for part in task.indicators
    )
    return dataclasses.replace(existing, tasks=(dataclasses.replace(task, indicators=parts),))


ROADS = IndicatorRow("道路", "公里", target=Decimal(5), quotas=quotas(东浦镇=2, 西塘镇=3))
HOUSES = IndicatorRow("房屋", "栋", target=Decimal(9))


def test_a_reported_indicator_that_the_file_lacks_stays_and_is_named():
    existing = stored(document(row("1", indicators=(ROADS, HOUSES))))
    doc = document(row("1", indicators=(ROADS,)))
    plan = make_plan(doc, KNOWN, reported(existing, indicators=("房屋",)))
    assert plan.is_empty
    assert [(issue.code, issue.level, issue.raw) for issue in plan.issues] == [
        ("reported_kept", "warning", "房屋（栋）")
    ]
    assert not make_plan(doc, KNOWN, existing).is_empty  # what nobody reported on goes


def test_a_reported_indicator_stays_behind_those_of_the_file():
    existing = reported(stored(document(row("1", indicators=(HOUSES,)))), indicators=("房屋",))
    (task,) = compare(document(row("1", indicators=(ROADS,))), KNOWN, existing).tasks
    assert [part.name for part in task.target.indicators] == ["道路", "房屋"]


def test_a_reported_share_that_the_file_lacks_stays_and_is_named():
    existing = reported(stored(document(row("1", indicators=(ROADS,)))), towns=("东浦镇",))
    fewer = dataclasses.replace(ROADS, quotas=quotas(西塘镇=4))
    plan = make_plan(document(row("1", indicators=(fewer,))), KNOWN, existing)
    assert [issue.raw for issue in plan.issues if issue.code == "reported_kept"] == ["东浦镇"]
    (task,) = compare(document(row("1", indicators=(fewer,))), KNOWN, existing).tasks
    (part,) = task.target.indicators
    assert [(quota.town, quota.value) for quota in part.quotas] == [("东浦镇", 2), ("西塘镇", 4)]


def test_a_renamed_indicator_takes_its_reports_along():
    existing = reported(stored(document(row("1", indicators=(HOUSES,)))), indicators=("房屋",))
    renamed = dataclasses.replace(HOUSES, name="新建的房屋")
    plan = make_plan(document(row("1", indicators=(renamed,))), KNOWN, existing)
    assert [issue.code for issue in plan.issues] == []
