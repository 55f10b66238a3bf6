"""A step of a task's completion, and telling those whom it concerns, in one transaction."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from districts.models import User
from districts.notify import notify
from progress.announcing import office_of
from progress.models import Completion, claim
from progress.refusals import Refused
from supervision.models import Extension
from tasklists.models import Task


@transaction.atomic
def report_completed(
    task: Task, user: User, *, today: datetime.date, completed_on: datetime.date, word: str
) -> None:
    """申请办结: the office hears of it. Refused while a request for a later deadline waits."""
    Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if Extension.objects.filter(task=task).waiting().exists():
        raise Refused(_("本任务有一件待审批的延期申请，审批后才能申请办结。"))
    claim(task, user, today=today, completed_on=completed_on, word=word)
    _tell(
        office_of(task.district_id),
        task,
        _("%(who)s申请办结“%(title)s”，请审核。") % _words(task, who=user),
    )


@transaction.atomic
def close(
    completion: Completion,
    user: User,
    *,
    today: datetime.date,
    completed_on: datetime.date | None = None,
    word: str = "",
) -> None:
    """办结: who reported it hears of it, and of a day of completion that the office corrected
    (`completed_on`); a request for a later deadline that still waits falls with it."""
    stated = completion.completed_on
    completion.close(user, today=today, completed_on=completed_on, word=word)
    task = completion.task
    if completion.completed_on == stated:
        text = _("“%(title)s”已办结。") % _words(task)
    else:
        words = _words(task, day=completion.completed_on, stated=stated, word=word)
        text = _("“%(title)s”已办结，完成日期由 %(stated)s 更正为 %(day)s：%(word)s") % words
    _tell([completion.claimed_by], task, text)
    for extension in Extension.objects.filter(task=task).waiting().select_related("requested_by"):
        extension.lapse(user, today=today)
        text = _("“%(title)s”的延期申请：任务已办结，不再审批。") % _words(task)
        _tell([extension.requested_by], task, text)


@transaction.atomic
def send_back(completion: Completion, user: User, reason: str, *, today: datetime.date) -> None:
    """退回: who reported it hears why."""
    completion.return_with_reason(user, reason, today=today)
    task = completion.task
    words = _words(task, reason=reason)
    _tell([completion.claimed_by], task, _("“%(title)s”的办结申请被退回：%(reason)s") % words)


@transaction.atomic
def revoke(completion: Completion, user: User, reason: str, *, today: datetime.date) -> None:
    """撤销办结: who reported it hears why."""
    completion.revoke(user, reason, today=today)
    task = completion.task
    words = _words(task, reason=reason)
    _tell([completion.claimed_by], task, _("“%(title)s”的办结已撤销：%(reason)s") % words)


def _words(task: Task, **others: object) -> dict[str, object]:
    return {"title": task.title} | others


def _tell(people: list[User], task: Task, text: str) -> None:
    notify(
        people,
        district=task.district,
        text=text,
        url=reverse("task", args=[task.pk]),
        kind="completion",
    )
