"""What a trial of the application shows beyond the published lists: accounts, one a role.

`PARTS` is the whole of it, a function a part, in order; each is safe to repeat and leaves alone what
people changed since. It lives in the room that may know all others.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.translation import gettext as _

from districts.models import Department, District, Membership, Town, User
from progress.models import ReportingPeriod
from reporting.bulletins.demonstration import play_bulletins
from reporting.snapshots import ONE_DAY, take
from reporting.summaries import refresh
from supervision.demo_instructions import play_instructions
from supervision.demonstration import DISTRICT, YEAR, play_demo

PASSWORD = "hetang-yuese-36"  # noqa: S105 (public; refused where DEBUG is off)
DISTRICTS = ("青浦区", "宝山区", "江海区", "闵行区")


@dataclass(frozen=True, slots=True)
class Account:
    """`role` and the district are None for the administrator."""

    username: str
    full_name: str
    district: str | None = None
    role: str | None = None
    department: str | None = None
    town: str | None = None


Role = Membership.Role
ACCOUNTS = (
    Account("office", "青浦办公室（演示）", "青浦区", Role.OFFICE),
    Account("lead", "农业农村委负责人（演示）", "青浦区", Role.LEAD, department="区农业农村委"),
    Account("staff", "农业农村委填报人（演示）", "青浦区", Role.STAFF, department="区农业农村委"),
    Account("town", "练塘镇填报人（演示）", "青浦区", Role.TOWN, town="练塘镇"),
    Account("leader", "青浦区领导（演示）", "青浦区", Role.LEADER),
    Account("office2", "宝山办公室（演示）", "宝山区", Role.OFFICE),
    Account("admin", "平台管理员（演示）"),
)
USERNAMES = [account.username for account in ACCOUNTS]


class FixturesMissing(Exception):
    """The districts of the demonstration are not there yet."""


@dataclass(frozen=True, slots=True)
class ShownAccount:
    """An account with what the terminal says of it."""

    username: str
    full_name: str
    roles: str
    has_password: bool  # whether the password given still opens it


def load_demo(password: str, today: datetime.date) -> list[ShownAccount]:
    """Creates what is missing of the demonstration; the demo accounts as they are now.

    Raises FixturesMissing before `load_fixtures` was run.
    """
    with transaction.atomic():
        for part in PARTS:
            part(password, today)
    return _shown(password)


def mark_districts(password: str, today: datetime.date) -> None:
    found = District.objects.filter(name__in=DISTRICTS)
    if missing := set(DISTRICTS) - set(found.values_list("name", flat=True)):
        raise FixturesMissing("、".join(sorted(missing)))
    found.filter(is_demo=False).update(is_demo=True)


def create_accounts(password: str, today: datetime.date) -> None:
    """One password and one hash for all of them: hashing is slow by design."""
    held = set(User.objects.filter(username__in=USERNAMES).values_list("username", flat=True))
    missing = [account for account in ACCOUNTS if account.username not in held]
    encoded = make_password(password) if missing else ""
    for account in missing:
        _create(account, encoded)


def _create(account: Account, encoded: str) -> None:
    is_admin = account.role is None
    user = User.objects.create(
        username=account.username,
        full_name=account.full_name,
        email=f"{account.username}@example.com",  # reserved for examples: in a trial mail goes to the console
        password=encoded,
        is_staff=is_admin,
        is_superuser=is_admin,
    )
    if account.role is None:
        return
    district = District.objects.get(name=account.district)
    Membership.objects.create(
        district=district,
        user=user,
        role=account.role,
        department=Department.objects.get(district=district, name=account.department)
        if account.department
        else None,
        town=Town.objects.get(district=district, name=account.town) if account.town else None,
    )


def take_snapshots(password: str, today: datetime.date) -> None:
    """The month-ends of the played year, as if each had been taken in its night; then the districts'
    summaries of yesterday."""
    played = ReportingPeriod.objects.closed_before(today).filter(
        task_list__district__name=DISTRICT, task_list__year=YEAR, snapshot__isnull=True
    )
    for period in played.order_by("closes_on", "id"):
        take(period, period.closes_on + ONE_DAY, as_it_stood=True)
    refresh(today - ONE_DAY)


PARTS: tuple[Callable[[str, datetime.date], None], ...] = (
    mark_districts,
    create_accounts,
    play_demo,
    play_instructions,
    take_snapshots,
    play_bulletins,
)


def _shown(password: str) -> list[ShownAccount]:
    users = User.objects.filter(username__in=USERNAMES).prefetch_related(
        "memberships__district", "memberships__department", "memberships__town"
    )
    opened: dict[str, bool] = {}  # one hash, one check
    shown = []
    for user in sorted(users, key=lambda user: USERNAMES.index(user.username)):
        if user.password not in opened:
            opened[user.password] = check_password(password, user.password)
        roles = "；".join(f"{held.district} {held}" for held in user.memberships.all() if held.is_active)
        if user.is_superuser:
            roles = _("平台管理员")
        shown.append(ShownAccount(user.username, str(user), roles, opened[user.password] and user.is_active))
    return shown
