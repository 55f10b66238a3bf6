"""A row of everything in each of the two districts of the cast, for tests that walk over all of it.

Everything of 云山区 has 云山 in its words, so that a page that shows any of it is found out. Rooms that
add a model add a line to `furnish`.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from conftest import TODAY, Cast, make_indicator, make_list, make_milestone, make_task
from districts.models import (
    Department,
    DepartmentMerge,
    District,
    Invitation,
    Membership,
    NameVariant,
    Notification,
    SignIn,
    Town,
    User,
    Village,
)
from progress.models import (
    Completion,
    Evidence,
    ProgressReport,
    QuotaReport,
    ReportingPeriod,
    SpecialDay,
    Verb,
    record,
)
from reporting.bulletins.drafting import paper_of
from reporting.bulletins.paper import as_json
from reporting.models import Bulletin, BulletinBlock, BulletinSource, DistrictSummary, PublishedBulletin
from reporting.snapshots import take
from supervision.models import Extension, give_instruction
from tasklists.models import (
    Assignment,
    Category,
    DocumentImport,
    ImportDraft,
    ImportIssue,
    ListChange,
    PlanItem,
    QuotaPartner,
    Task,
    TaskList,
    TaskTown,
)

Rows = dict[str, Any]
MARK = "云山"
HASH = "0" * 64
NOON = datetime.datetime(2026, 6, 15, 4, tzinfo=datetime.UTC)


class World:
    """`own` and `other`: rows by name, of 清河区 and of 云山区."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.cookies: dict[str, str] = {}  # of signed-in sessions, by role
        self.own = furnish(cast.district, cast.department, cast.department2, cast.town1, cast.office)
        Department.objects.filter(pk=cast.other_department.pk).update(name=f"{MARK}区农业农村局")
        Town.objects.filter(pk=cast.other_town.pk).update(name=f"{MARK}镇")
        User.objects.filter(pk__in=[cast.office2.pk, cast.lead2.pk]).update(full_name=f"{MARK}区的人")
        for row in (cast.other_department, cast.other_town, cast.office2, cast.lead2):
            row.refresh_from_db()
        second = Department.objects.create(district=cast.other_district, name=f"{MARK}区水务局")
        self.other = furnish(
            cast.other_district, cast.other_department, second, cast.other_town, cast.office2
        )

    def person(self, role: str) -> User:
        return getattr(self.cast, role)

    def sign_in(self, role: str) -> None:
        """Keep a session of this person for `client_of`."""
        signing_in = Client()
        signing_in.force_login(self.person(role))
        self.cookies[role] = signing_in.cookies.output(header="", sep=";")


def client_of(world: World, role: str) -> Client:
    """A client signed in as the role; the session is made once, the cookie jar is a fresh one."""
    client = Client()
    if role != "anonymous":
        if role not in world.cookies:
            world.sign_in(role)
        client.cookies.load(world.cookies[role])
    return client


def furnish(district: District, department: Department, second: Department, town: Town, office: User) -> Rows:
    mark = district.name.removesuffix("区")
    names = _names(district, mark, department, second, town, office)
    promised = _promised(district, mark, department, town, office)
    done = _done(district, mark, department, town, office, promised)
    rows = {"district": district} | names | promised | done | _followed(mark, office, promised)
    rows |= _frozen(district, rows)
    return rows | _told(district, mark, office, rows)


def _names(
    district: District, mark: str, department: Department, second: Department, town: Town, office: User
) -> Rows:
    invitation = Invitation(
        district=district, full_name=f"{mark}新人", role="lead", department=department, token_hash=HASH
    )
    invitation.token_hash = f"{district.pk:064d}"
    invitation.invited_by, invitation.expires_at = office, NOON + datetime.timedelta(days=3650)
    invitation.save()
    return {
        "town": town,
        "department": department,
        "village": Village.objects.create(district=district, town=town, name=f"{mark}村"),
        "variant": NameVariant.objects.create(
            district=district, department=department, written=f"{mark}农委"
        ),
        "membership": Membership.objects.filter(district=district, role="lead").first(),
        "user": Membership.objects.filter(district=district, role="lead").first().user,
        "invitation": invitation,
        "merge": DepartmentMerge.objects.create(
            district=district, source=second, target=department, merged_by=office
        ),
        "sign_in": SignIn.objects.create(user=office, at=NOON, outcome="success"),
        "notification": Notification.objects.create(
            district=district, user=office, kind="other", text=f"{mark}的通知"
        ),
    }


def _promised(district: District, mark: str, department: Department, town: Town, office: User) -> Rows:
    task_list = make_list(district, title=f"{mark}区2026年清单", state="issued")
    category = Category.objects.create(district=district, task_list=task_list, label="一", title=f"{mark}类")
    task = make_task(task_list, "1", title=f"{mark}的任务", category=category, lead=department)
    indicator = make_indicator(task, 10, {town: 10}, name=f"{mark}指标")
    quota = indicator.quotas.get()
    partner_town = Town.objects.create(district=district, name=f"{mark}合作镇", position=9)
    return {
        "list": task_list,
        "category": category,
        "task": task,
        "assignment": Assignment.objects.get(task=task),
        "indicator": indicator,
        "quota": quota,
        "partner": QuotaPartner.objects.create(district=district, quota=quota, town=partner_town),
        "scope_town": TaskTown.objects.create(district=district, task=task, town=town),
        "milestone": make_milestone(task, "H1", datetime.date(2026, 6, 30), text=f"{mark}过半", percent=50),
        "plan_item": PlanItem.objects.create(
            district=district, task_list=task_list, number="1", title=f"{mark}方案"
        ),
    } | _imported(district, mark, task, office)


def _imported(district: District, mark: str, task: Task, office: User) -> Rows:
    task_list = task.task_list
    record = DocumentImport.objects.create(
        district=district, task_list=task_list, user=office, file_name=f"{mark}.txt", sha256=HASH, size=1
    )
    return {
        "import": record,
        "draft": ImportDraft.objects.create(
            district=district, user=office, state="refused", file_name=f"{mark}草稿.txt", sha256=HASH, size=1
        ),
        "import_issue": ImportIssue.objects.create(
            district=district,
            document_import=record,
            task=task,
            level="warning",
            code="x",
            message=f"{mark}问题",
        ),
        "change": ListChange.objects.create(
            district=district,
            task_list=task_list,
            task=task,
            fact="任务名称",
            old="旧",
            new=f"{mark}新",
            reason="调整",
        ),
    }


def _done(
    district: District, mark: str, department: Department, town: Town, office: User, promised: Rows
) -> Rows:
    period, earlier = (_period(promised["list"], month) for month in (6, 5))
    report = ProgressReport.objects.create(
        district=district,
        task=promised["task"],
        department=department,
        period=period,
        progress_text=f"{mark}进展",
    )
    handed_in = {"district": district, "period": earlier, "state": "submitted", "submitted_on": TODAY}
    return {
        "period": period,
        "earlier": earlier,
        "report": report,
        "submitted_report": ProgressReport.objects.create(
            task=promised["task"], department=department, progress_text=f"{mark}五月进展", **handed_in
        ),
        "submitted_quota_report": QuotaReport.objects.create(
            quota=promised["quota"], town=town, value=1, **handed_in
        ),
        "quota_report": QuotaReport.objects.create(
            district=district, quota=promised["quota"], town=town, period=period, value=1, note=f"{mark}备注"
        ),
        "evidence": _evidence(report, mark, office),
    } | _decided(district, mark, office, promised["task"])


def _period(task_list: TaskList, month: int) -> ReportingPeriod:
    first = datetime.date(2026, month, 1)
    return ReportingPeriod.objects.create(
        district=task_list.district,
        task_list=task_list,
        code=f"M{month:02}",
        starts_on=first,
        ends_on=datetime.date(2026, month + 1, 1) - datetime.timedelta(days=1),
        opens_on=first.replace(day=10),
        closes_on=first.replace(day=25),
    )


def _evidence(report: ProgressReport, mark: str, office: User) -> Evidence:
    path = f"evidence/{report.district_id}/{HASH}"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(b"%PDF-"))
    return Evidence.objects.create(
        district=report.district,
        report=report,
        name=f"{mark}.pdf",
        kind="pdf",
        size=1,
        sha256=HASH,
        file=path,
        added_by=office,
        added_on=TODAY,
    )


def _decided(district: District, mark: str, office: User, task: Task) -> Rows:
    return {
        "audit": record(task, Verb.CLAIM, who=office, today=TODAY, task=task, reason=f"{mark}办理"),
        "special_day": SpecialDay.objects.get_or_create(day=TODAY, name="调休")[0],
        "extension": Extension.objects.create(
            district=district,
            task=task,
            from_deadline=datetime.date(2026, 12, 31),
            to_deadline=datetime.date(2027, 1, 31),
            reason=f"{mark}延期",
            requested_by=office,
            requested_on=TODAY,
        ),
        "completion": Completion.objects.create(
            district=district,
            task=task,
            claimed_by=office,
            claimed_on=TODAY,
            completed_on=TODAY,
            word=f"{mark}完成",
        ),
    }


def _followed(mark: str, office: User, promised: Rows) -> Rows:
    instruction = give_instruction(promised["task"], office, f"{mark}批示", today=TODAY)
    return {
        "instruction": instruction,
        "addressee": instruction.addressees.get(),
        "instruction_entry": instruction.entries.get(),
    }


def _frozen(district: District, rows: Rows) -> Rows:
    """The month before as it was frozen, and the year in figures."""
    snapshot = take(rows["earlier"], rows["earlier"].closes_on + datetime.timedelta(days=1))
    return {
        "snapshot": snapshot,
        "snapshot_task": snapshot.tasks.get(),
        "summary": DistrictSummary.objects.create(
            district=district, year=2026, day=TODAY, lists=1, totals={}
        ),
    }


def _told(district: District, mark: str, office: User, rows: Rows) -> Rows:
    """A bulletin that is drafted and one that is out, of the same snapshot."""
    snapshot = rows["snapshot"]
    made = {"year": 2026, "month": snapshot.label, "drafted_by": office, "drafted_on": TODAY}
    drafted, out = (
        Bulletin.objects.create(
            district=district, title=f"{mark}通报{word}", issuing_body=f"{mark}办公室", **made
        )
        for word in ("草稿", "印发")
    )
    sources = [
        BulletinSource.objects.create(district=district, bulletin=bulletin, snapshot=snapshot)
        for bulletin in (drafted, out)
    ]
    blocks = [
        BulletinBlock.objects.create(
            district=district, bulletin=bulletin, part="overview", position=1, generated=f"{mark}总体情况"
        )
        for bulletin in (drafted, out)
    ]
    return {
        "bulletin": drafted,
        "bulletin_out": out,
        "bulletin_source": sources[0],
        "bulletin_block": blocks[0],
        "published_bulletin": _published(out, office),
    }


def _published(out: Bulletin, office: User) -> PublishedBulletin:
    path = f"bulletins/{out.district_id}/{HASH}.docx"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(b"PK"))
    return PublishedBulletin.objects.create(
        district=out.district,
        bulletin=out,
        number_year=2026,
        number=1,
        dated=TODAY,
        content=as_json(paper_of(out, "2026年第1期", "2026年6月15日")),
        file=path,
        sha256=HASH,
        published_by=office,
        published_on=TODAY,
    )
