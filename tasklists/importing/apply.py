"""Applies a plan: one transaction that locks, refuses if the plan is stale, writes, and records who
imported which file. Applying is boring: it does what the plan says, or nothing at all.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.core.files.base import ContentFile
from django.db import transaction

from districts.models import Department, District, NameVariant, Town, User
from districts.permissions import Action, require
from tasklists.changes import Facts, recorded_differences, recorded_facts_of, tell_of_change
from tasklists.importing.bulk import PartInUse
from tasklists.importing.kept import as_json
from tasklists.importing.plan import Comparison, compare, fingerprint
from tasklists.importing.reconcile import Directory
from tasklists.importing.records import NO_CORRECTIONS, Corrections, Issue, Naming, Plan
from tasklists.importing.snapshot import directory_of, existing_list, find_list, with_places
from tasklists.importing.writing import write_list
from tasklists.importing.writing_parts import WrittenTask
from tasklists.issuing import freeze
from tasklists.models import DocumentImport, ImportIssue, ListChange, Task, TaskList

_OUTCOMES = ("create", "update", "unchanged", "missing", "blocked")


class ImportRefused(Exception):
    """Nothing was written. `str(error)` is one clear Chinese sentence that says why."""


class StalePlan(ImportRefused):
    """What is stored has changed since the plan was made."""


@dataclass(frozen=True)
class SourceFile:
    """The imported file. `keep=False` records its name and digest alone."""

    name: str
    content: bytes
    keep: bool = True

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def apply_plan(
    plan: Plan,
    district: District,
    file: SourceFile,
    *,
    user: User | None = None,
    state: str = TaskList.State.ISSUED,
    reason: str = "",
    corrections: Corrections = NO_CORRECTIONS,
) -> DocumentImport | None:
    """Writes the plan; None where it changes nothing. `user` is None on the command line, which is
    the administrator's. A list that does not exist yet is created in `state`; `reason` is why an
    issued list changes, by default that the file was imported; `corrections` are kept for the next
    version of the list, and its spellings of names as variants of the district.

    Raises StalePlan, ImportRefused, PermissionDenied; the database is then as it was.
    """
    if user is not None:
        require(user, Action.EDIT, district)
    try:
        with transaction.atomic():
            return _apply(plan, district, file, user, state, reason or f"导入文件“{file.name}”", corrections)
    except PartInUse as error:
        raise ImportRefused(
            f"文件中没有已有人填报的{error}，本次未写入；请先处理这些填报，或在文件中保留这一项。"
        ) from error


def _apply(
    plan: Plan,
    district: District,
    file: SourceFile,
    user: User | None,
    state: str,
    reason: str,
    corrections: Corrections,
) -> DocumentImport | None:
    # Imports into one district wait for each other: they may create the same list or departments.
    District.objects.select_for_update().get(pk=district.pk)
    task_list = _locked_list(plan, district)
    stored = existing_list(task_list)
    compared = compare(plan.document, directory_of(district), stored)
    if compared.fingerprint != plan.fingerprint:
        raise StalePlan("核对之后清单或部门、街镇名录又有改动，本次未写入；请重新核对后再导入。")
    if plan.is_empty:
        return None
    changed = [task.stored.id or 0 for task in compared.tasks if task.outcome == "update" and task.stored]
    before, kept = recorded_facts_of(changed), as_json(with_places(stored))
    task_list, tasks = write_list(district, task_list, compared, state=state, user=user, reason=reason)
    if task_list.state == TaskList.State.ISSUED:
        record_changes(task_list, before, recorded_facts_of(changed), reason, user)
        freeze(task_list)
    _keep_spellings(district, plan.document.names)
    record = _record(district, task_list, file, user, compared, tasks)
    new = [{"kind": body.kind, "name": body.name} for body in compared.new_bodies]
    record.before, record.corrections = kept | {"new_bodies": new}, as_json(corrections)
    record.mark_after = fingerprint(Directory(), existing_list(task_list))
    record.save(update_fields=["before", "corrections", "mark_after"])
    return record


def _keep_spellings(district: District, said: Sequence[Naming]) -> None:
    """What a person said of a spelling, for the next document."""
    for naming in said:
        if naming.printed == naming.official:
            continue
        bodies: type[Department] | type[Town] = Department if naming.kind == "department" else Town
        body = bodies.objects.filter(district=district, name=naming.official).first()
        if body is not None:
            NameVariant.objects.get_or_create(
                district=district,
                written=naming.printed,
                **{f"{naming.kind}__isnull": False},
                defaults={naming.kind: body},
            )


def record_changes(
    task_list: TaskList, before: dict[int, Facts], after: dict[int, Facts], reason: str, user: User | None
) -> None:
    """What `changes.record_changes` writes for one task, for all that the import changed."""
    changes = ListChange.objects.bulk_create(
        [
            ListChange(
                district_id=task_list.district_id,
                task_list=task_list,
                task_id=pk,
                fact=difference.fact[:250],
                old=difference.old,
                new=difference.new,
                reason=reason,
                user=user,
            )
            for pk, facts in after.items()
            for difference in recorded_differences(before[pk], facts)
        ],
        batch_size=500,
    )
    changed = Task.objects.filter(pk__in={change.task_id for change in changes}).select_related("task_list")
    tell_of_change(list(changed), user)


def _locked_list(plan: Plan, district: District) -> TaskList | None:
    if plan.list_id is None:
        return find_list(district, plan.document)
    locked = TaskList.objects.select_for_update().filter(district=district, pk=plan.list_id).first()
    if locked is None:
        raise StalePlan("要更新的清单已被删除，本次未写入；请重新核对后再导入。")
    return locked


def _record(
    district: District,
    task_list: TaskList,
    file: SourceFile,
    user: User | None,
    compared: Comparison,
    tasks: Sequence[WrittenTask],
) -> DocumentImport:
    record = DocumentImport(
        district=district,
        task_list=task_list,
        user=user,
        file_name=file.name[:255],
        sha256=file.sha256,
        size=len(file.content),
        counts=_counts(compared),
    )
    _keep(record, file)
    record.save()
    _keep_issues(record, compared, tasks)
    return record


def _counts(compared: Comparison) -> dict[str, int]:
    counts = {outcome: sum(task.outcome == outcome for task in compared.tasks) for outcome in _OUTCOMES}
    counts["issues"] = len(compared.issues)
    for kind in ("department", "town"):
        counts[f"new_{kind}"] = sum(body.kind == kind for body in compared.new_bodies)
    return counts


def _keep_issues(record: DocumentImport, compared: Comparison, tasks: Sequence[WrittenTask]) -> None:
    find = _TaskFinder(tasks)
    ImportIssue.objects.bulk_create(
        [
            ImportIssue(
                district_id=record.district_id,
                document_import=record,
                task=find(issue),
                level=issue.level,
                code=issue.code,
                message=issue.message,
                raw=issue.raw,
                source=issue.ref.as_json(),
            )
            for issue in (*compared.issues, *_blocked(compared))
        ],
        batch_size=500,
    )


def _blocked(compared: Comparison) -> Iterator[Issue]:
    for task in compared.tasks:
        if task.outcome == "blocked" and task.row:
            message = f"任务 {task.row.number or '（无序号）'}“{task.row.title}”未导入：{task.reason}。"
            yield Issue("error", "row_blocked", message, ref=task.row.ref)


def _keep(record: DocumentImport, file: SourceFile) -> None:
    """The file in storage, once for each content: its name there is its digest."""
    if not file.keep:
        return
    storage = record.file.storage
    name = record.file.field.generate_filename(record, file.name)
    record.file.name = name if storage.exists(name) else storage.save(name, ContentFile(file.content))


class _TaskFinder:
    """The written task that an issue speaks of: by its printed number, and by its place where several
    bear that number. None where that leaves a doubt."""

    def __init__(self, tasks: Sequence[WrittenTask]) -> None:
        self._by_number: defaultdict[str, list[Task]] = defaultdict(list)
        for task in tasks:
            self._by_number[task.target.number].append(task.row)

    def __call__(self, issue: Issue) -> Task | None:
        candidates = self._by_number.get(issue.task or "", [])
        if len(candidates) > 1:
            place = issue.ref.as_json()
            candidates = [row for row in candidates if place.items() <= row.source.items()]
        return candidates[0] if len(candidates) == 1 else None
