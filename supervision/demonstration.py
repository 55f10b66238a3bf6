"""The demonstration's year: made-up reports of 青浦 2026 up to the present month, made by the same steps
as real ones, so that every light and every state of the workflow is there.

Nothing is drawn by lot: the pace of a task follows from its number, so each trial looks alike. Names and
words here are invented; the list's own facts come from `fixtures/`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from districts.models import Department, Membership, User
from progress.announcing import desk_url
from progress.checks import asks_percent, is_measured
from progress.deadlines import first_day, last_day
from progress.demand import demand, figure_of
from progress.drafts import FigureEntry, MarkEntry, QuotaEntry, ReportEntry, save_quota_report, save_report
from progress.models import ProgressReport, ReportingPeriod, claim
from progress.models.steps import ReportState, ReportStep
from progress.review import approve_many, send_back
from progress.rounds import create_periods
from progress.shares import is_rate, target_of
from supervision.models import request_extension
from supervision.models.extensions import moment_of
from tasklists.models import Indicator, Milestone, Quota, Task, TaskList

DISTRICT, YEAR = "青浦区", 2026
WHOLE_UNITS = frozenset(["个", "户", "座", "处", "家", "人", "宗", "批次", "个村"])
ISSUED = datetime.date(2026, 1, 5)
ONE_DAY = datetime.timedelta(days=1)

# How fast a task goes against the calendar, by its number; the others keep pace.
FAR_BEHIND = frozenset({"10", "33"})
BEHIND = frozenset({"9", "17", "27"})
AHEAD = frozenset({"5", "8", "11", "34"})
NEVER_REPORTED = frozenset({"38"})
MISSED_LAST = frozenset({"31", "40"})  # no report for the last closed period
REPORTED_LATE = {"22": 4, "36": 7}  # in a period that was opened again: task → month
GAPS = {"区供销社": {3, 7}, "区财政局": {9}, "区政务办": {5, 10}}  # who left a month out: department → months
ACTING = ("lead", "responsible")
REVIEWED_LATER = frozenset({"16", "20"})  # approved after the closing day: a correction in the next month
# Completion: task → (completed on, closed on or None while it waits)
COMPLETED = {
    "5": (datetime.date(2026, 10, 12), datetime.date(2026, 10, 15)),  # after its deadline
    "34": (datetime.date(2026, 10, 20), datetime.date(2026, 10, 26)),
    "8": (datetime.date(2026, 11, 10), datetime.date(2026, 11, 13)),
    "11": (datetime.date(2026, 10, 28), None),
}
# The desks of the demo accounts have something to do in every state; the others are mostly through.
DESKS = ("区农业农村委", "练塘镇")
UNFINISHED = ("empty", ReportState.RETURNED, ReportState.DRAFT, "empty", ReportState.SUBMITTED)
OTHERS = (ReportState.APPROVED, ReportState.SUBMITTED, ReportState.APPROVED, ReportState.DRAFT)
NOT_BEGUN = "32"  # starts next month
# Extension: task → (asked on, until, granted on or None while it waits)
EXTENDED = {
    "23": (datetime.date(2026, 9, 10), datetime.date(2026, 12, 15), datetime.date(2026, 9, 14)),
    "9": (datetime.date(2026, 11, 5), datetime.date(2027, 3, 31), None),
}


def play_demo(password: str, today: datetime.date) -> None:
    """A part of `reporting.demo.PARTS`. Does nothing where the list is absent or was reported on."""
    task_list = TaskList.objects.filter(district__name=DISTRICT, year=YEAR, state="issued").first()
    if task_list is None or today < ISSUED:
        return
    if ProgressReport.objects.filter(task__task_list=task_list).exists():
        return
    Play(task_list, today).run()


class Play:
    """The year as it is played: who acts, and the list with everything its reports need."""

    def __init__(self, task_list: TaskList, today: datetime.date) -> None:
        self.task_list, self.today = task_list, today
        office = Membership.objects.filter(district=task_list.district_id, role="office").first()
        self.clerk = demo_clerk()
        self.office = office.user if office else self.clerk
        indicators = Indicator.objects.order_by("position", "id").prefetch_related("quotas")
        self.tasks = list(
            task_list.tasks.select_related("task_list").prefetch_related(
                Prefetch("indicators", indicators), "milestones", "assignments__department"
            )
        )
        self.quotas = list(
            Quota.objects.filter(indicator__task__task_list=task_list)
            .select_related("town", "indicator__task__task_list")
            .prefetch_related("partners", "indicator__task__milestones", "indicator__task__indicators")
        )

    def run(self) -> None:
        create_periods(self.task_list, self.office, today=ISSUED)
        issued_at = moment_of(ISSUED)
        for model, path in ((Task, "task_list"), (Milestone, "task__task_list")):
            model.history.filter(**{path: self.task_list}).update(history_date=issued_at)
        self.put_off()
        for period in self.task_list.periods.filter(opens_on__lte=self.today).order_by("closes_on"):
            self.play_period(period)
            self.decide_completions(period)
            self.decide_extensions(period)

    def put_off(self) -> None:
        """One task that has not begun."""
        for task in self.tasks:
            if task.number == NOT_BEGUN:
                task.starts_on = (self.today.replace(day=1) + datetime.timedelta(days=31)).replace(day=1)
                task.save()

    def play_period(self, period: ReportingPeriod) -> None:
        """All report and all is approved; the last periods are left in every state there is."""
        running = period.closes_on >= self.today
        day = min(period.closes_on, self.today)
        rows = [*self.department_rows(period, day), *self.town_rows(period, day)]
        if running:
            self.leave_unfinished(rows, day)
            return
        for report in rows:
            report.submit(self.clerk, today=day)
        afterwards = [row for row in rows if row.of_task().number in REVIEWED_LATER]
        approve_many([row for row in rows if row not in afterwards], self.office, today=day)  # type: ignore[misc]
        approve_many(afterwards, self.office, today=min(day + 2 * ONE_DAY, self.today))  # type: ignore[arg-type]
        self.report_late(period)

    # ---- drafts ----

    def department_rows(self, period: ReportingPeriod, day: datetime.date) -> list[ReportStep]:
        return [
            self.draft(task, department, period, day)
            for task in self.tasks
            if self.reports_in(task, period)
            for department in _acting(task)
            if period.closes_on.month not in GAPS.get(department.name, ())
        ]

    def reports_in(self, task: Task, period: ReportingPeriod) -> bool:
        if (
            task.number in NEVER_REPORTED | {NOT_BEGUN}
            or REPORTED_LATE.get(task.number) == period.closes_on.month
        ):
            return False
        if task.number in COMPLETED and (closed := COMPLETED[task.number][1]) and closed <= period.closes_on:
            return False
        after = self.task_list.periods.filter(closes_on__gt=period.closes_on, closes_on__lt=self.today)
        return not (task.number in MISSED_LAST and not after.exists())

    def draft(
        self, task: Task, department: Department, period: ReportingPeriod, day: datetime.date
    ) -> ReportStep:
        share = self.share(task, period)
        held = list(task.indicators.all())
        figures = {
            indicator.pk: entry
            for indicator in held
            if (entry := _figure(indicator, share, period)) is not None
        }
        entry = ReportEntry(
            texts=_words(task, department, share, period),
            percent_bp=share,
            has_percent=asks_percent(held),
            figures=figures,
            marks={m.period: MarkEntry(True, _("已完成")) for m in _text_milestones(task, period)},
        )
        return save_report(
            task,
            department,
            period,
            entry,
            self.clerk,
            version=0,
            today=day,
            silently=period.closes_on < self.today,
        )

    def town_rows(self, period: ReportingPeriod, day: datetime.date) -> list[ReportStep]:
        rows: list[ReportStep] = []
        for place, quota in enumerate(self.quotas):
            task = quota.indicator.task
            if not self.reports_in(task, period):
                continue
            share = min(self.share(task, period) * (108 - place % 5 * 4) // 100, 10_000)
            value = _quantity(quota.value, share, quota.indicator) if quota.value is not None else None
            entry = QuotaEntry(value=value, met=None if value is not None else share >= 9000)
            rows.append(
                save_quota_report(
                    quota,
                    quota.town,
                    period,
                    entry,
                    self.clerk,
                    version=0,
                    today=day,
                    silently=period.closes_on < self.today,
                )
            )
        return rows

    def share(self, task: Task, period: ReportingPeriod) -> int:
        """How far the task is at the period's end, in basis points."""
        held = list(task.indicators.all())
        points = [(m.due, bp) for m in task.milestones.all() if (bp := figure_of(m, held)) is not None]
        start, due = first_day(task), last_day(task)
        asked = demand(period.ends_on, start=start, due=due, points=points, measured=True) or 0
        if task.number in FAR_BEHIND:
            return asked * 45 // 100
        if task.number in BEHIND:
            return asked * 78 // 100
        if task.number in AHEAD:
            return min(asked + 2500, 10_000)
        return min(asked * (96 + int(task.number) % 6) // 100, 10_000)

    # ---- what follows ----

    def leave_unfinished(self, rows: list[ReportStep], day: datetime.date) -> None:
        """The period that runs: by turns approved, waiting, returned, drafted, and not begun at all."""
        approved, turns = [], dict.fromkeys(("", *DESKS), 0)
        for report in rows:
            desk = str(report.body()) if str(report.body()) in DESKS else ""  # type: ignore[attr-defined]
            turns[desk] += 1
            state = UNFINISHED[turns[desk] % len(UNFINISHED)] if desk else OTHERS[turns[desk] % len(OTHERS)]
            if state == "empty":
                report.delete()  # as if nobody had begun the row
            elif state != ReportState.DRAFT:
                report.submit(self.clerk, today=day)
            if state == ReportState.RETURNED:
                url = desk_url(report.body())  # type: ignore[attr-defined]
                send_back(report, self.office, _("请补充累计数据的依据。"), url=url, today=day)  # type: ignore[arg-type]
            elif state == ReportState.APPROVED:
                approved.append(report)
        approve_many(approved, self.office, today=day)  # type: ignore[arg-type]

    def report_late(self, period: ReportingPeriod) -> None:
        """Opened again for one department, which then reports two days late."""
        for task in self.tasks:
            if REPORTED_LATE.get(task.number) != period.closes_on.month:
                continue
            (department,) = _acting(task)
            day = period.closes_on + 2 * ONE_DAY
            if day > self.today:
                continue
            reason = _("经办人员调整，申请补报。")
            period.reopen(self.office, department, reason, until=day + 2 * ONE_DAY, today=day)
            report = self.draft(task, department, period, day)
            report.submit(self.clerk, today=day)
            approve_many([report], self.office, today=min(day + ONE_DAY, self.today))  # type: ignore[list-item]

    def decide_completions(self, period: ReportingPeriod) -> None:
        for task in self._in_month(COMPLETED, period):
            completed_on, closed_on = COMPLETED[task.number]
            if completed_on > self.today:
                continue
            word = _("已全部完成并通过验收。")
            completion = claim(task, self.clerk, today=completed_on, completed_on=completed_on, word=word)
            if closed_on and closed_on <= self.today:
                completion.close(self.office, today=closed_on)

    def decide_extensions(self, period: ReportingPeriod) -> None:
        for task in self._in_month(EXTENDED, period):
            asked_on, until, granted_on = EXTENDED[task.number]
            due = last_day(task)
            if asked_on > self.today or due is None or asked_on > due:
                continue
            reason = _("受汛期停工影响，工期顺延。")
            extension = request_extension(task, self.clerk, until=until, reason=reason, today=asked_on)
            if granted_on and granted_on <= self.today:
                extension.grant(self.office, today=granted_on, answer=_("同意，请抓紧推进。"))
                task.refresh_from_db(fields=["deadline", "first_deadline"])

    def _in_month(self, plan: dict[str, tuple], period: ReportingPeriod) -> Iterator[Task]:
        for task in self.tasks:
            if task.number in plan and plan[task.number][0].month == period.closes_on.month:
                yield task


def demo_clerk() -> User:
    """Who enters the made-up reports: an account that nobody can sign in with."""
    clerk, made = User.objects.get_or_create(
        username="demo-clerk", defaults={"full_name": _("演示填报员"), "is_active": False}
    )
    if made:
        clerk.set_unusable_password()
        clerk.save()
    return clerk


def _acting(task: Task) -> list[Department]:
    """The departments that owe a report, in printed order."""
    held = sorted(task.assignments.all(), key=lambda part: (part.position, part.pk))
    return [part.department for part in held if part.department and part.role in ACTING]


def _figure(indicator: Indicator, share: int, period: ReportingPeriod) -> FigureEntry | None:
    target = target_of(indicator)
    if not is_measured(indicator) or target is None:
        return FigureEntry(met=share >= 9000, word=_("按年度要求推进"))
    if any(quota.value is not None for quota in indicator.quotas.all()) and not is_rate(indicator):
        return None  # the towns report it
    if is_rate(indicator):
        return FigureEntry(value=(target * share / 10_000).quantize(Decimal("0.1")))
    return FigureEntry(value=_quantity(target, share, indicator))


def _quantity(target: Decimal, share: int, indicator: Indicator) -> Decimal:
    step = Decimal(1) if indicator.unit in WHOLE_UNITS else Decimal("0.1")
    return (target * share / 10_000).quantize(step, ROUND_HALF_UP)


def _words(task: Task, department: Department, share: int, period: ReportingPeriod) -> dict[str, str]:
    month = period.ends_on.month
    words = {"month": month, "share": share // 100, "department": department}
    said = _("（演示）截至%(month)s月底，按计划推进，总体完成约%(share)s%%。")
    if department != _acting(task)[0]:
        said = _("（演示）%(department)s按分工推进，截至%(month)s月底，总体完成约%(share)s%%。")
    texts = {
        "progress_text": said % words,
        "next_text": _("（演示）按节点倒排工期，%(month)s月起逐周调度。") % {"month": month % 12 + 1},
    }
    if task.number in FAR_BEHIND | BEHIND:
        texts["problems_text"] = _("（演示）前期手续办理较慢，部分点位尚未进场。")
    return texts


def _text_milestones(task: Task, period: ReportingPeriod) -> list[Milestone]:
    """Milestones without a figure that fall due in the period; those who lag do not meet them."""
    if task.number in FAR_BEHIND | BEHIND:
        return []
    return [
        m
        for m in task.milestones.all()
        if m.percent is None and m.value is None and m.text and period.starts_on <= m.due <= period.ends_on
    ]
