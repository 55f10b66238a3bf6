"""A step of 延期申请, and telling those whom it concerns, in one transaction."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from districts.models import User
from districts.notify import notify
from progress.announcing import office_of
from supervision.models import Extension, request_extension
from tasklists.models import Task


@transaction.atomic
def ask(task: Task, user: User, *, until: datetime.date, reason: str, today: datetime.date) -> Extension:
    """申请延期: the office hears of it. Raises Refused."""
    extension = request_extension(task, user, until=until, reason=reason, today=today)
    words = {"title": task.title, "until": extension.to_deadline}
    text = _("“%(title)s”申请延期至 %(until)s，请审批。") % words
    _tell(office_of(task.district_id), extension, text, reverse("extension", args=[extension.pk]))
    return extension


@transaction.atomic
def grant(
    extension: Extension,
    user: User,
    *,
    today: datetime.date,
    until: datetime.date | None = None,
    answer: str = "",
) -> None:
    """同意: who asked hears of the new deadline. Raises Refused."""
    extension.grant(user, today=today, until=until, answer=answer)
    words = {"title": extension.task.title, "until": extension.granted_deadline}
    text = _("“%(title)s”的延期申请已同意，时限改为 %(until)s。") % words
    _tell_asker(extension, text)


@transaction.atomic
def refuse(extension: Extension, user: User, answer: str, *, today: datetime.date) -> None:
    """不同意: who asked hears why. Raises Refused."""
    extension.refuse(user, answer, today=today)
    words = {"title": extension.task.title, "answer": extension.answer}
    text = _("“%(title)s”的延期申请未获同意：%(answer)s") % words
    _tell_asker(extension, text)


def _tell_asker(extension: Extension, text: str) -> None:
    _tell([extension.requested_by], extension, text, reverse("task", args=[extension.task_id]))


def _tell(people: Iterable[User], extension: Extension, text: str, url: str) -> None:
    notify(people, district=extension.district, text=text, url=url, kind="extension")
