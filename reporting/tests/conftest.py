"""Every page is looked at on the same day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
import time_machine

from conftest import TODAY, Cast
from reporting.tests.snapping import June
from tasklists.models import TaskList

MORNING = datetime.datetime.combine(TODAY, datetime.time(9), ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=True):
        yield


@pytest.fixture
def june(cast: Cast, task_list: TaskList) -> June:
    """The small list whose June is worked out by hand, played to its closing day."""
    held = June(cast, task_list)
    held.play()
    return held
