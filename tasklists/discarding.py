"""A draft list that nobody needs: what goes with it, and deleting it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from tasklists.models import DocumentImport, TaskList


@dataclass(frozen=True, slots=True)
class Goes:
    """What is deleted together with a list."""

    tasks: int
    categories: int
    plan_items: int
    imports: list[DocumentImport]


def what_goes(task_list: TaskList) -> Goes:
    return Goes(
        tasks=task_list.tasks.count(),
        categories=task_list.categories.count(),
        plan_items=task_list.plan_items.count(),
        imports=list(DocumentImport.objects.filter(task_list=task_list)),
    )


@transaction.atomic
def discard(task_list: TaskList) -> None:
    """Delete a draft with everything in it, files included. Raises ValidationError, with nothing
    deleted, where it was issued or something on record speaks of it."""
    held = TaskList.objects.select_for_update().get(pk=task_list.pk)
    if held.state == TaskList.State.ISSUED:
        raise ValidationError(_("清单已印发，印发的清单不能删除。"))
    files = [record.file for record in what_goes(held).imports if record.file]
    try:
        held.tasks.all().delete()  # before their headings, which they hold
        held.delete()
    except ProtectedError:
        raise ValidationError(_("这份草稿已有办理记录或亮灯规则，须留存，不能删除。")) from None
    for file in files:
        if not DocumentImport.objects.filter(file=file.name).exists():
            transaction.on_commit(lambda name=file.name, storage=file.storage: storage.delete(name))
