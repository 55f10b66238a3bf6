"""The lights come out the same in Python and in the database: the product of edge values, both forms."""

import datetime
from decimal import Decimal
from itertools import product

import pytest

from conftest import TODAY, make_indicator, make_list, make_milestone, make_task
from progress.demand import demand, figure_of, with_figures
from progress.facts import facts_of
from progress.figures import PACKS, RuleFigures
from progress.judged import QUOTA, TASK, lights_of, lit_quotas, lit_tasks
from progress.models import (
    Completion,
    MilestoneMark,
    ProgressReport,
    QuotaReport,
    ReportingPeriod,
    SpecialDay,
    Standing,
)
from progress.rulebook import Rulebook
from progress.shares import LESS_IS_BETTER, share_of
from progress.status import judge, with_lights, with_quota_lights
from tasklists.models import Indicator, Milestone, Quota, Task, TaskList

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
NEAR = datetime.date(2026, 6, 18)  # three working days after Monday the 15th
DEADLINES = {
    "none": {"deadline": None},
    "recurring": {"deadline": None, "recurring": "monthly"},
    "yesterday": {"deadline": TODAY - DAY},
    "today": {"deadline": TODAY},
    "near": {"deadline": NEAR},
    "after near": {"deadline": datetime.date(2026, 6, 22)},
    "year's end": {"deadline": datetime.date(2026, 12, 31)},
    "next year": {"deadline": datetime.date(2027, 6, 30)},
}
# The year's end is 364 days after its start, the 15th of June 165: 45.32 % are asked for.
SHARES = (None, 0, 1532, 1531, 3532, 3533, 4532, 12000)
MEASURES = ("words", "indicator", "quotas", "milestones", "quantities", "half")
TEXT_DUES = (None, TODAY, TODAY - DAY, TODAY - 30 * DAY, TODAY - 31 * DAY, datetime.date(2026, 3, 31))


@pytest.fixture
def rounds(cast, task_list):
    return [
        ReportingPeriod.objects.create(
            district=cast.district,
            task_list=task_list,
            code=f"M{month:02}",
            starts_on=datetime.date(2026, month, 1),
            ends_on=datetime.date(2026, month, 28),
            opens_on=datetime.date(2026, month, 15),
            closes_on=datetime.date(2026, month, 25),
        )
        for month in (4, 5, 6)
    ]


def measure(task, kind, cast):
    if kind == "indicator":
        make_indicator(task, "7.3", unit="公里")
    elif kind == "quotas":
        make_indicator(task, None, {cast.town1: 3, cast.town2: None})
    elif kind == "milestones":
        make_milestone(task, "M03", datetime.date(2026, 3, 31), percent=Decimal("12.35"))
        make_milestone(task, "Q3", datetime.date(2026, 9, 30), percent=100)
    elif kind == "half":  # a year's target of half the whole
        make_milestone(task, "Q2", NEAR, percent=30)
        make_milestone(task, "X", TODAY - DAY, percent=20)
        make_milestone(task, "Q4", datetime.date(2026, 12, 31), percent=50)
    elif kind == "quantities":
        make_indicator(task, 3, unit="公里")
        make_milestone(task, "H1", datetime.date(2026, 6, 30), value=1, unit="公里")
        make_milestone(task, "Q3", datetime.date(2026, 9, 30), value=1, unit="座", text="一座")


def report(task, cast, period, **fields):
    fields = {"state": "approved", "approved_on": TODAY - DAY, "submitted_on": TODAY - 2 * DAY} | fields
    return ProgressReport.objects.create(
        district=cast.district, task=task, department=cast.department, period=period, **fields
    )


def stand(task, share):
    if share is not None:
        Standing.objects.create(
            district=task.district, task=task, day=TODAY - DAY, share_bp=share, cause="department"
        )


def assert_both_forms_agree(*rulebooks):
    """By each of the rules; what is so of a task does not depend on them and is found out once."""
    rows = Task.objects.select_related("task_list").prefetch_related("milestones", "indicators__quotas")
    found = {task.pk: facts_of(task, TODAY) for task in rows}
    return set().union(*(codes_where_both_agree(found, rules) for rules in rulebooks))


def codes_where_both_agree(found, rules):
    tasks = list(with_lights(Task.objects.all(), TODAY, rules))
    assert tasks
    assert {task.pk for task in tasks} == set(found)
    without_rounds = set(TaskList.objects.filter(periods=None).values_list("pk", flat=True))
    seen = set()
    for task in tasks:
        facts = found[task.pk]
        line = judge(facts, rules.thresholds(rules.of_list(task.task_list_id)))
        assert (line.code, line.light) == (task.status, task.light), (task.title, facts)
        assert facts.behind_bp == task.behind_bp, task.title
        assert facts.due_on == task.due_on
        assert facts.unmet_due == task.unmet_due or task.task_list_id in without_rounds
        seen.add(line.code)
    assert_read_at_once_is_the_same(tasks, rules)
    return seen


def assert_read_at_once_is_the_same(tasks, rules):
    """`lit_tasks` and `lights_of` say of every task what `with_lights` says."""
    names = ("light", "light_rank", *TASK)

    def shown(rows):
        return {row.pk: {name: getattr(row, name) for name in names} for row in rows}

    assert shown(lit_tasks(Task.objects.all(), TODAY, rules)) == shown(tasks)
    assert shown(lights_of(Task.objects.all(), TODAY, rules)) == shown(tasks)
    stood = with_lights(Task.objects.all(), TODAY, rules, as_it_stood=True)
    assert shown(lit_tasks(Task.objects.all(), TODAY, rules, as_it_stood=True)) == shown(stood)


def assert_quotas_read_at_once_are_the_same(rules):
    names = ("light", "light_rank", *QUOTA)

    def shown(rows):
        return {row.pk: {name: getattr(row, name) for name in names} for row in rows}

    lit = shown(with_quota_lights(Quota.objects.all(), TODAY, rules))
    assert lit
    assert shown(lit_quotas(Quota.objects.all(), TODAY, rules)) == lit


def every_pack():
    return [Rulebook(TODAY, default=figures) for _, figures in PACKS.values()]


def test_figures_deadlines_and_reports(cast, task_list, rounds):
    silent = make_list(cast.district, title="没有填报期的清单")
    cases = product(DEADLINES, MEASURES, (None, 1532, 3532, 4532), (False, True))
    for number, (deadline, kind, share, reported) in enumerate(cases):
        for holder in (task_list, silent) if reported is False and share is None else (task_list,):
            title = f"{deadline} {kind} {share} {reported} {holder.title}"
            task = make_task(
                holder, str(number + 1), lead=cast.department, title=title, **DEADLINES[deadline]
            )
            measure(task, kind, cast)
            stand(task, share)
            if reported:
                report(task, cast, rounds[1])
    seen = assert_both_forms_agree(*every_pack())
    wanted = {"overdue", "far_behind", "behind", "near_deadline", "report_missing", "on_schedule"}
    assert wanted | {"month_missed", "quarter_missed", "nothing_due"} <= seen


def test_every_share_around_the_thresholds(cast, task_list, rounds):
    for number, (share, starts_on) in enumerate(product(SHARES, (None, TODAY + DAY, TODAY - DAY))):
        task = make_task(
            task_list,
            str(number + 1),
            lead=cast.department,
            title=f"{share} {starts_on}",
            starts_on=starts_on,
        )
        make_indicator(task, 10)
        stand(task, share)
        report(task, cast, rounds[1]) if share else None
    assert_both_forms_agree(*every_pack())
    found = {t.reported_bp: t.status for t in with_lights(Task.objects.filter(starts_on=None), TODAY)}
    assert found == {
        None: "far_behind",
        0: "far_behind",
        1531: "far_behind",
        1532: "behind",  # 30 points: not more than 30
        3532: "behind",  # 10 points
        3533: "on_schedule",
        4532: "on_schedule",
        12000: "on_schedule",
    }


def test_milestones_closures_and_claims(cast, task_list, rounds):
    closures = (None, "claimed", "on time", "late", "revoked", "tomorrow")
    cases = product(("yesterday", "year's end", "next year"), TEXT_DUES, closures, (False, True))
    for number, (deadline, text_due, closure, met) in enumerate(cases):
        title = f"{deadline} {text_due} {closure} {met}"
        task = make_task(task_list, str(number + 1), title=title, **DEADLINES[deadline])
        if text_due:
            make_milestone(task, "X", text_due, text="开工")
        if met:
            handed_in = report(task, cast, rounds[0])
            MilestoneMark.objects.create(
                district=cast.district, report=handed_in, milestone_period="X", met=True
            )
        close(task, closure, cast)
    seen = assert_both_forms_agree(*every_pack())
    assert {"done", "done_late", "milestone_missed", "milestone_long_missed"} <= seen


def close(task, closure, cast):
    if closure is None:
        return
    closed_on = {"claimed": None, "tomorrow": TODAY + DAY}.get(closure, TODAY)
    Completion.objects.create(
        district=task.district,
        task=task,
        state={"claimed": "claimed", "revoked": "revoked"}.get(closure, "closed"),
        completed_on=TODAY - 3 * DAY,
        claimed_by=cast.lead,
        claimed_on=TODAY - 3 * DAY,
        decided_on=closed_on,
        closed_on=closed_on,
        revoked_on=TODAY if closure == "revoked" else None,
        deadline_held=TODAY - 4 * DAY if closure == "late" else TODAY - 3 * DAY,
    )


def test_lists_with_rules_of_their_own_are_judged_side_by_side(cast, task_list, rounds):
    other = make_list(cast.district, title="另一清单")
    for holder in (task_list, other):
        task = make_task(holder, lead=cast.department)
        make_indicator(task, 10)
        stand(task, 4000)
    ReportingPeriod.objects.create(
        district=cast.district,
        task_list=other,
        code="M05",
        starts_on="2026-05-01",
        ends_on="2026-05-31",
        opens_on="2026-05-15",
        closes_on="2026-05-25",
    )
    strict = RuleFigures(yellow_points=1, red_points=5)
    assert assert_both_forms_agree(Rulebook(TODAY, by_list={other.pk: strict})) == {
        "report_missing",
        "far_behind",
    }


def test_an_edited_holiday_moves_the_near_day(cast, task_list):
    task = make_task(task_list, deadline=datetime.date(2026, 6, 22))
    assert with_lights(Task.objects.all(), TODAY).get().status == "on_schedule"
    SpecialDay.objects.create(day=TODAY + DAY, is_working=False)
    task = with_lights(Task.objects.all(), TODAY).get()
    assert (task.status, task.workdays_left) == ("near_deadline", 3)


def test_shares_of_quotas_follow_the_comparator_alike(cast, task_list, rounds):
    """The grid and the queue say `share_of`, the lights `share_reported`: one rule for one figure."""
    told = [Decimal(value) for value in ("0", "0.3333", "2", "10", "10.0001", "12", "35")]
    task = make_task(task_list)
    for comparator in Indicator.Comparator.values:
        ends = {"minimum": 4, "maximum": 11} if comparator == "range" else {}
        for maximum in (11, None) if ends else (None,):
            ends |= {"maximum": maximum} if ends else {}
            indicator = make_indicator(task, 20, comparator=comparator, **ends)
            for whole, value in product(("0", "2", "10"), told):
                town = type(cast.town1).objects.create(
                    district=cast.district, name=f"{Quota.objects.count()}"
                )
                quota = Quota.objects.create(
                    district=cast.district, indicator=indicator, town=town, value=Decimal(whole)
                )
                QuotaReport.objects.create(
                    district=cast.district,
                    quota=quota,
                    town=town,
                    period=rounds[1],
                    value=value,
                    state="approved",
                    submitted_on=TODAY - DAY,
                    approved_on=TODAY - DAY,
                )
    reports = {row.quota_id: row.value for row in QuotaReport.objects.all()}
    lit = list(with_quota_lights(Quota.objects.select_related("indicator"), TODAY))
    assert len(lit) == 10 * 21
    for quota in lit:
        told_as = (quota.indicator.comparator, quota.indicator.maximum, quota.value, reports[quota.pk])
        asked = share_of(quota.indicator, reports[quota.pk], quota.value)
        assert quota.reported_bp == asked, told_as
        is_less = quota.indicator.comparator in LESS_IS_BETTER
        assert (quota.status == "done") == (asked >= 10_000 and not is_less), told_as
    for rules in every_pack():
        assert_quotas_read_at_once_are_the_same(rules)


@pytest.mark.parametrize(
    ("value", "share", "before", "after"),
    [(2, 10_000, "on_schedule", "done"), (12, 8333, "on_schedule", "overdue")],
)
def test_where_less_is_better_a_quota_is_kept_to_the_last_day(
    cast, task_list, rounds, value, share, before, after
):
    """At most 20, ten of them 东浦镇's: two of ten keep it, twelve do not, and neither ends the matter."""
    task = make_task(task_list, lead=cast.department, deadline=datetime.date(2026, 7, 10))
    indicator = make_indicator(task, 20, {cast.town1: 10}, comparator="<=", unit="起")
    QuotaReport.objects.create(
        district=cast.district,
        quota=indicator.quotas.get(),
        town=cast.town1,
        period=rounds[1],
        value=value,
        state="approved",
        submitted_on=TODAY - DAY,
        approved_on=TODAY - DAY,
    )

    def judged(day):
        annotated = with_quota_lights(Quota.objects.all(), day).get()
        assert lit_quotas(Quota.objects.all(), day).get().status == annotated.status
        return annotated.reported_bp, annotated.status

    assert judged(TODAY) == (share, before)
    assert judged(datetime.date(2026, 7, 11)) == (share, after)


def test_milestone_figures_agree(cast, task_list):
    task = make_task(task_list)
    make_indicator(task, 3, unit="公里", position=1)
    make_indicator(task, "0.7", unit="座", position=2)
    make_indicator(task, 0, unit="户")
    cases = product(("公里", "座", "户", ""), (None, Decimal("0.35"), Decimal(2)), (None, Decimal("33.33")))
    for number, (unit, value, percent) in enumerate(cases):
        make_milestone(task, f"X{number}", TODAY, unit=unit, value=value, percent=percent)
    indicators = list(task.indicators.all())
    found = with_figures(Milestone.objects.all())
    assert [m.figure_bp for m in found] == [figure_of(m, indicators) for m in found]


def test_quotas_are_judged_by_their_own_share(cast, task_list, rounds):
    indicator = make_indicator(make_task(task_list, lead=cast.department), 10, {cast.town1: 4, cast.town2: 6})
    first, second = indicator.quotas.order_by("id")
    QuotaReport.objects.create(
        district=cast.district,
        quota=first,
        town=cast.town1,
        period=rounds[1],
        value=4,
        state="approved",
        submitted_on=TODAY - DAY,
        approved_on=TODAY - DAY,
    )
    lit = {q.town.name: q for q in with_quota_lights(indicator.quotas.all(), TODAY)}
    done, behind = lit["东浦镇"], lit["西塘镇"]
    assert (done.status, done.light, done.reported_bp, done.reported) == ("done", "done", 10_000, 4)
    assert (behind.status, behind.light, behind.behind_bp) == ("far_behind", "red", 4532)
    del second


def test_quotas_read_at_once_are_judged_the_same(cast, task_list, rounds):
    towns = (cast.town1, cast.town2)
    reported = product((None, 0, 3, "0.7"), (None, 0, "0.35", 3, 4), (None, False, True), DEADLINES)
    for number, (value, said, met, deadline) in enumerate(reported):
        task = make_task(task_list, str(number + 1), lead=cast.department, **DEADLINES[deadline])
        indicator = make_indicator(task, 10, dict.fromkeys(towns, value))
        if number % 3 == 0:
            close(task, ("on time", "late", "claimed", None)[number % 4], cast)
        for quota, period in product(indicator.quotas.all(), rounds[: number % 4]):
            QuotaReport.objects.create(
                district=cast.district,
                quota=quota,
                town=quota.town,
                period=period,
                value=None if said is None else Decimal(said),
                met=met,
                state="approved" if quota.town == cast.town1 else "submitted",
                submitted_on=TODAY - DAY,
                approved_on=TODAY - DAY if quota.town == cast.town1 else None,
            )
    for rules in every_pack():
        assert_quotas_read_at_once_are_the_same(rules)


def test_a_milestone_on_the_deadline_asks_for_no_more_than_it_says(cast, task_list):
    day, start = datetime.date, datetime.date(2026, 1, 1)
    points = [(day(2026, 6, 30), 2000), (day(2026, 12, 31), 5000)]

    def asked(when):
        return demand(when, start=start, due=day(2026, 12, 31), points=points, measured=True)

    assert [asked(day(2026, 6, 30)), asked(day(2026, 9, 30)), asked(day(2026, 12, 31))] == [2000, 3500, 5000]
    assert asked(day(2027, 3, 1)) == 5000
    shorter = demand(day(2026, 11, 30), start=start, due=day(2026, 11, 30), points=points, measured=True)
    assert shorter == 10_000
