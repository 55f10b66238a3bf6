"""Takes the last import of a list back, as long as nobody reported on what it created and nobody
changed the list since."""

from __future__ import annotations

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from districts.models import Department, Town, User
from districts.permissions import Action, require
from tasklists.changes import recorded_facts_of
from tasklists.importing.apply import ImportRefused, record_changes
from tasklists.importing.bulk import PartInUse
from tasklists.importing.kept import existing_from
from tasklists.importing.plan import ComparedTask, Comparison, fingerprint
from tasklists.importing.reconcile import Directory
from tasklists.importing.snapshot import existing_list
from tasklists.importing.states import Existing
from tasklists.importing.writing import write_list
from tasklists.models import Category, DocumentImport, PlanItem, Task, TaskList
from tasklists.reported import kept_by_others


def mark_of(task_list: TaskList | None) -> str:
    """Changes whenever anything of the list changes."""
    return fingerprint(Directory(), existing_list(task_list))


def why_not(record: DocumentImport) -> str:
    """Why the import cannot be taken back, as one sentence; "" where it can."""
    if record.undone_at:
        return "这次导入已经撤销。"
    if record.before is None:
        return "这次导入没有留下导入前的内容，不能撤销。"
    later = record.task_list.imports.filter(undone_at__isnull=True, pk__gt=record.pk)
    if later.exists():
        return "之后还有一次导入，只能先撤销最近的一次。"
    if mark_of(record.task_list) != record.mark_after:
        return "导入之后清单又有改动，撤销会丢失这些改动；请在清单中逐项修改。"
    return ""


def undo_import(record: DocumentImport, user: User) -> bool:
    """The list as it stood before; True where that means that there is no list any more.

    Raises ImportRefused with one sentence, and PermissionDenied; the database is then as it was.
    """
    require(user, Action.EDIT, record)
    try:
        with transaction.atomic():
            task_list = TaskList.objects.select_for_update().get(pk=record.task_list_id)
            if reason := why_not(record):
                raise ImportRefused(reason)
            before = existing_from(record.before or {})
            if before.head is None:
                task_list.tasks.all().delete()
                task_list.delete()
                _delete_new_bodies(record)
                return True
            _restore(task_list, before, record, user)
            _delete_new_bodies(record)
            record.undone_at, record.undone_by = timezone.now(), user
            record.save(update_fields=["undone_at", "undone_by"])
    except (ProtectedError, PartInUse) as error:
        raise ImportRefused("这次导入建立的任务已有填报或办理记录，不能撤销；请在清单中逐项修改。") from error
    return False


def _restore(task_list: TaskList, before: Existing, record: DocumentImport, user: User) -> None:
    now = existing_list(task_list)
    held = {task.id: task for task in now.tasks}
    _delete_new(task_list, before)
    changed = [task for task in before.tasks if held.get(task.id) not in (None, task)]
    ids = [task.id or 0 for task in changed]
    facts = recorded_facts_of(ids)
    comparison = Comparison(
        head=before.head or now.head,  # type: ignore[arg-type]
        categories=tuple((state, state) for state in before.categories),
        plan_items=tuple((state, state) for state in before.plan_items),
        tasks=tuple(ComparedTask("update", task, held[task.id]) for task in before.tasks if task.id in held),
        head_changes=(),
        new_bodies=(),
        issues=(),
        fingerprint="",
    )
    reason = f"撤销导入文件“{record.file_name}”"
    write_list(record.district, task_list, comparison, state=task_list.state, user=user, reason=reason)
    if task_list.state == TaskList.State.ISSUED:
        after = recorded_facts_of(ids)
        record_changes(task_list, facts, after, reason, user)


def _delete_new_bodies(record: DocumentImport) -> None:
    """Departments and towns that the import created, with their spellings, where nothing but their
    history names them by now."""
    for body in (record.before or {}).get("new_bodies", ()):
        bodies: type[Department] | type[Town] = Department if body["kind"] == "department" else Town
        row = bodies.objects.filter(district=record.district_id, name=body["name"]).first()
        if row is not None and not kept_by_others(bodies.objects.filter(pk=row.pk)):
            for spelling in row.variants.all():  # first: a spelling may not outlast its body
                spelling.delete()
            row.delete()


def _delete_new(task_list: TaskList, before: Existing) -> None:
    """What the import created: tasks, then the headings and plan items that it brought."""
    new = Task.objects.filter(task_list=task_list).exclude(pk__in=[task.id for task in before.tasks])
    gone = {str(pk) for pk in new.values_list("pk", flat=True)}
    new.delete()
    PlanItem.objects.filter(task_list=task_list).exclude(
        pk__in=[row.id for row in before.plan_items]
    ).delete()
    headings = Category.objects.filter(task_list=task_list).exclude(
        pk__in=[row.id for row in before.categories]
    )
    headings.filter(tasks__isnull=True).delete()
    baseline = getattr(task_list, "baseline", None)
    if baseline is not None and gone & set(baseline.facts):
        baseline.facts = {pk: facts for pk, facts in baseline.facts.items() if pk not in gone}
        baseline.save(update_fields=["facts"])
