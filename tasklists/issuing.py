"""From draft to issued: the moment from which the list is a promise."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from tasklists.changes import facts_of_all, with_facts
from tasklists.models import Baseline, Task, TaskList


@transaction.atomic
def issue(task_list: TaskList, *, number: str, day: datetime.date, body: str = "") -> None:
    """Issue a draft: 文号 and day are set, the deadlines become the first deadlines, the facts of
    every task are frozen, and the rooms named in settings.WHEN_LIST_IS_ISSUED do their part.

    Raises ValidationError where the list is issued already or holds no task.
    """
    held = TaskList.objects.select_for_update().get(pk=task_list.pk)
    if held.state == TaskList.State.ISSUED:
        raise ValidationError(_("这份清单已经印发，不能再次印发。"))
    if not held.tasks.exists():
        raise ValidationError(_("清单中还没有任务，请先录入或导入任务再印发。"))
    held.state = TaskList.State.ISSUED
    held.issuing_number, held.issued_on = number, day
    held.issuing_body = body or held.issuing_body
    held.save()
    freeze(held)
    task_list.refresh_from_db()


def freeze(task_list: TaskList) -> None:
    """Keep the issued list as it stands: first deadlines, baseline, reporting periods. Also called
    for a list that comes in already issued, from a document. Safe to repeat: an existing baseline is
    kept, and only tasks that it does not know are added to it."""
    for task in Task.objects.filter(task_list=task_list, first_deadline__isnull=True, deadline__isnull=False):
        task.first_deadline = task.deadline
        task.save(update_fields=["first_deadline"])
    facts = {
        str(pk): f for pk, f in facts_of_all(with_facts(Task.objects.filter(task_list=task_list))).items()
    }
    baseline, created = Baseline.objects.get_or_create(
        district_id=task_list.district_id, task_list=task_list, defaults={"facts": facts}
    )
    if not created and (new := {pk: f for pk, f in facts.items() if pk not in baseline.facts}):
        baseline.facts |= new
        baseline.save(update_fields=["facts"])
    for name in settings.WHEN_LIST_IS_ISSUED:
        import_string(name)(task_list)
