"""User names that are locked after repeated wrong passwords."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings

from districts.models import User


def locked_usernames(usernames: Iterable[str], now: datetime.datetime) -> frozenset[str]:
    """Which of them cannot sign in from at least one address for now."""
    return frozenset(
        AccessAttempt.objects.filter(
            username__in=list(usernames),
            failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
            attempt_time__gt=now - settings.AXES_COOLOFF_TIME,
        ).values_list("username", flat=True)
    )


def unlock(user: User) -> None:
    reset(username=user.username)
