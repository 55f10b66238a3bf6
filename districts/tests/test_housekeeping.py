"""What a night clears away."""

import datetime

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from districts.housekeeping import UPLOADS, tidy
from districts.models import Notification

TODAY = datetime.date(2026, 6, 15)


@pytest.fixture
def left_behind(cast):
    cast.office.email = "office@example.test"
    cast.office.save()
    notice = Notification.objects.create(
        district=cast.district, user=cast.office, kind="other", text="x", email_state="queued"
    )
    Notification.objects.filter(pk=notice.pk).update(created_at=timezone.now() - datetime.timedelta(hours=1))
    return notice


def test_email_left_behind_is_sent_once(left_behind, mailoutbox):
    tidy(TODAY)
    tidy(TODAY)
    assert len(mailoutbox) == 1


def test_upload_that_was_never_confirmed_is_removed_after_a_day(db):
    path = default_storage.save(f"{UPLOADS}/abandoned", ContentFile(b"x"))
    tidy(TODAY)
    assert default_storage.exists(path)
    with time_machine.travel(timezone.now() + datetime.timedelta(days=2)):
        tidy(TODAY)
    assert not default_storage.exists(path)
