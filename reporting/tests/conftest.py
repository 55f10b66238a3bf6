"""Every page is looked at on the same day."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
import time_machine

from conftest import TODAY

MORNING = datetime.datetime.combine(TODAY, datetime.time(9), ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=True):
        yield
