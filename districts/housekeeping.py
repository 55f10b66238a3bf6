"""What a night clears away of this room: e-mails left behind, ended sessions, abandoned uploads."""

from __future__ import annotations

import datetime
import logging

from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext as _

from districts.models import Notification
from districts.notify import send_emails

log = logging.getLogger(__name__)

UPLOADS = "django-import-export"  # the folder in which the import pages keep a file until it is confirmed
LEFT_BEHIND = datetime.timedelta(minutes=10)
ABANDONED = datetime.timedelta(days=1)


def tidy(today: datetime.date) -> str:
    """One sentence for the command to print (`settings.EVERY_NIGHT`). Safe to repeat."""
    now = timezone.now()
    sent = send_left_behind(now)
    removed = remove_abandoned_uploads(now)
    call_command("clearsessions")
    return _("补发邮件 %(sent)s 封，清理未确认的导入文件 %(removed)s 个。") % {
        "sent": sent,
        "removed": removed,
    }


def send_left_behind(now: datetime.datetime) -> int:
    """E-mails whose process ended between the act and the sending."""
    waiting = Notification.objects.filter(
        email_state=Notification.EmailState.QUEUED, created_at__lt=now - LEFT_BEHIND
    )
    return send_emails(waiting.values_list("pk", flat=True))


def remove_abandoned_uploads(now: datetime.datetime) -> int:
    removed = 0
    try:
        _folders, names = default_storage.listdir(UPLOADS)
    except FileNotFoundError:
        return 0
    for name in names:
        path = f"{UPLOADS}/{name}"
        if default_storage.get_modified_time(path) < now - ABANDONED:
            default_storage.delete(path)
            removed += 1
    return removed
