"""Tell people something: a notice in the application, and an e-mail where they have an address.

The rows are part of the caller's transaction; e-mails leave only when it has been committed, each at
most once (a row is claimed before it is sent), and a failing mail server changes nothing but the
row's state.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from districts.models import District, Membership, Notification, NotificationKind, User

log = logging.getLogger(__name__)

States = Notification.EmailState
GIVE_UP_AFTER = 2  # failures in a row: a dead mail server must not hold up the person who acted


def notify(
    users: Iterable[User], *, district: District, text: str, url: str = "", kind: str, email: bool = True
) -> list[Notification]:
    """One notice for each of these people who acts in the district (others are passed over, a person
    named twice is told once). `url` is a path of ours; `email=False` for what the nightly digest tells."""
    kind = NotificationKind(kind)
    wanted = {user.pk for user in users}
    acting = Membership.objects.acting().filter(district=district, user__in=wanted).values("user")
    made = [
        Notification(
            district=district,
            user=user,
            kind=kind,
            text=Truncator(text).chars(500),
            url=url,
            email_state=States.QUEUED if email and user.email else States.NONE,
        )
        for user in User.objects.filter(pk__in=acting).order_by("pk")
    ]
    rows = Notification.objects.bulk_create(made)
    queued = [row.pk for row in rows if row.email_state == States.QUEUED]
    if queued:
        transaction.on_commit(lambda: send_emails(queued), robust=True)
    return rows


def send_emails(ids: Iterable[int]) -> int:
    """Send what is still queued of these notices; returns how many were sent."""
    rows = Notification.objects.filter(pk__in=list(ids), email_state=States.QUEUED)
    connection = get_connection()
    sent = failures = 0
    for row in rows.select_related("user", "district").order_by("pk"):
        if failures == GIVE_UP_AFTER:
            _mark(row, States.FAILED)
        elif _claimed(row):
            done = _send(row, connection)
            sent += done
            failures = 0 if done else failures + 1
    return sent


def _claimed(row: Notification) -> bool:
    """Whether this process is the one that sends the row's e-mail."""
    mine = Notification.objects.filter(pk=row.pk, email_state=States.QUEUED)
    return mine.update(email_state=States.SENDING) == 1


def _send(row: Notification, connection: object) -> bool:
    lines = [row.text]
    if row.url and settings.SITE_URL:
        lines.append(settings.SITE_URL.rstrip("/") + row.url)
    lines.append(_("本邮件由系统自动发送，请勿回复。"))
    subject = f"【{row.district}】{row.get_kind_display()}：{Truncator(row.text).chars(60)}"
    message = EmailMessage(
        " ".join(subject.split()), "\n\n".join(lines), to=[row.user.email], connection=connection
    )
    try:
        message.send()
    except Exception:  # whatever a mail server does, the act that it tells of is done
        log.exception("E-mail of notice %s failed", row.pk)
        _mark(row, States.FAILED)
        return False
    _mark(row, States.SENT, emailed_at=timezone.now())
    return True


def _mark(row: Notification, state: str, **fields: Any) -> None:
    Notification.objects.filter(pk=row.pk).update(email_state=state, **fields)
