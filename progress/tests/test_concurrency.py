"""Two people at the same moment, on PostgreSQL: one step happens, the other is told; nothing is lost."""

import threading

import pytest
from django.db import connections

from conftest import Cast, make_indicator, make_list, make_task
from progress.drafts import ReportEntry, Stale, save_report
from progress.models import AuditEntry, ProgressReport, Standing, claim
from progress.refusals import Refused
from progress.review import approve, send_back
from progress.tests.rounds import JUNE_OPEN, make_period

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*steps):
    """Run the steps in threads that start together; what each returned or raised."""
    gate = threading.Barrier(len(steps))
    results = [None] * len(steps)

    def run(place, step):
        gate.wait()
        try:
            results[place] = step()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def report(transactional_db):
    cast = Cast()
    task_list = make_list(cast.district)
    task = make_task(task_list, lead=cast.department)
    indicator = make_indicator(task, 10)
    period = make_period(task_list, 6)
    report = ProgressReport.objects.create(
        district=cast.district,
        task=task,
        department=cast.department,
        period=period,
        state="submitted",
        submitted_on=JUNE_OPEN,
    )
    report.figures.create(district=cast.district, indicator=indicator, value=5)
    report.cast = cast
    return report


def fresh(report):
    return ProgressReport.objects.get(pk=report.pk)


def test_two_approvals_are_one(report):
    office = report.cast.office
    found = at_once(*[lambda: approve(fresh(report), office, today=JUNE_OPEN)] * 2)
    assert sorted(type(result) for result in found if result) == [Refused]
    assert AuditEntry.objects.filter(verb="approve").count() == 1
    assert Standing.objects.count() == 1


def test_approve_against_return_leaves_one_of_them(report):
    office = report.cast.office
    found = at_once(
        lambda: approve(fresh(report), office, today=JUNE_OPEN),
        lambda: send_back(fresh(report), office, "不清楚", url="/", today=JUNE_OPEN),
    )
    refused = [result for result in found if isinstance(result, Refused)]
    assert len(refused) == 1
    verbs = list(AuditEntry.objects.filter(verb__in=("approve", "return")).values_list("verb", flat=True))
    assert len(verbs) == 1
    state = fresh(report).state
    assert (state, verbs[0]) in {("approved", "approve"), ("returned", "return")}
    assert Standing.objects.exists() == (state == "approved")


def test_two_autosaves_of_one_version_keep_one_and_tell_the_other(report):
    ProgressReport.objects.filter(pk=report.pk).update(state="draft")
    cast = report.cast

    def save(user, words):
        entry = ReportEntry(texts={"progress_text": words})
        return lambda: save_report(
            report.task,
            report.department,
            report.period,
            entry,
            user,
            version=0,
            today=JUNE_OPEN,
            silently=True,
        )

    found = at_once(save(cast.staff, "甲"), save(cast.lead, "乙"))
    stale = [result for result in found if isinstance(result, Stale)]
    kept = [result for result in found if isinstance(result, ProgressReport)]
    assert (len(stale), len(kept)) == (1, 1)
    assert stale[0].current.progress_text == fresh(report).progress_text == kept[0].progress_text
    assert fresh(report).version == 1


def test_two_first_saves_make_one_report(report):
    period = make_period(report.task.task_list, 7, opens_on=JUNE_OPEN)
    cast = report.cast

    def save(user, words):
        entry = ReportEntry(texts={"progress_text": words})
        return lambda: save_report(
            report.task, report.department, period, entry, user, version=0, today=JUNE_OPEN
        )

    found = at_once(save(cast.staff, "甲"), save(cast.lead, "乙"))
    assert ProgressReport.objects.filter(period=period).count() == 1
    assert len([result for result in found if isinstance(result, Stale)]) == 1


def test_two_claims_are_one(report):
    lead = report.cast.lead
    found = at_once(*[lambda: claim(report.task, lead, today=JUNE_OPEN)] * 2)
    assert len([result for result in found if isinstance(result, Refused)]) == 1
    assert report.task.completions.count() == 1
