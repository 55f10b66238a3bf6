"""The one place that says who may read and who may do what (roles of the domain).

Reading: `Model.objects.visible_to(user)` (built on `reach`), so that what a person may not see is
not found. Doing: `require(user, Action.X, object)` before every write, which refuses with 403.
An object is anything with a `district_id`; where an action is bound to a body, the object says
which through `department_ids()` or `town_ids()`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from districts.models import Membership, User

    type_user = User | AnonymousUser

OFFICE, LEAD, STAFF, TOWN, LEADER = "office", "lead", "staff", "town", "leader"

# Roles that read the whole district; town staff read what concerns their town.
WHOLE_DISTRICT_ROLES = frozenset({OFFICE, LEAD, STAFF, LEADER})


class Action(StrEnum):
    """What a person may be allowed to do, beyond reading."""

    EDIT = "edit"  # lists, tasks, quotas, milestones, names; import; export of drafts
    MANAGE_MEMBERS = "manage_members"
    REPORT_TASK = "report_task"  # draft a department's report
    SUBMIT_TASK = "submit_task"  # hand it in, say 'completed', ask for completion or extension
    REPORT_QUOTA = "report_quota"
    REVIEW = "review"  # approve, return, close, reopen, decide extensions
    ISSUE_NOTICE = "issue_notice"
    INSTRUCT = "instruct"  # 批示
    # 答复: a lead for their department, where it is addressed, or the office for all; not staff, who
    # draft what the lead says
    ANSWER_INSTRUCTION = "answer_instruction"
    CLOSE_INSTRUCTION = "close_instruction"  # 办结: whoever is answered, or the office that sees it through
    PUBLISH = "publish"


_BY_OFFICE = frozenset({OFFICE})
_ROLES: dict[Action, frozenset[str]] = {
    Action.EDIT: _BY_OFFICE,
    Action.MANAGE_MEMBERS: _BY_OFFICE,
    Action.REVIEW: _BY_OFFICE,
    Action.ISSUE_NOTICE: _BY_OFFICE,
    Action.PUBLISH: _BY_OFFICE,
    Action.INSTRUCT: frozenset({LEADER}),
    Action.ANSWER_INSTRUCTION: frozenset({LEAD, OFFICE}),
    Action.CLOSE_INSTRUCTION: frozenset({LEADER, OFFICE}),
    Action.REPORT_TASK: frozenset({LEAD, STAFF}),
    Action.SUBMIT_TASK: frozenset({LEAD}),
    Action.REPORT_QUOTA: frozenset({TOWN}),
}


@dataclass(frozen=True, slots=True)
class Reach:
    """What a person's active memberships open to them."""

    everything: bool  # the platform administrator
    districts: frozenset[int]  # any role there
    whole_districts: frozenset[int]  # a role that reads all of it
    office_districts: frozenset[int]
    departments: frozenset[int]
    towns: frozenset[int]
    memberships: tuple[Membership, ...]

    def roles_in(self, district_id: int) -> frozenset[str]:
        return frozenset(m.role for m in self.memberships if m.district_id == district_id)


_NOTHING = Reach(False, frozenset(), frozenset(), frozenset(), frozenset(), frozenset(), ())


def reach(user: User | AnonymousUser) -> Reach:
    """The person's reach, remembered on this user object (one request); one query where the person was
    not read by `PersonBackend`, which brings it along."""
    if not user.is_authenticated or not user.is_active:
        return _NOTHING
    known: Reach | None = getattr(user, "_reach", None)
    if known is None:
        held = user.memberships.filter(is_active=True).select_related("department", "town", "district")
        known = remember_reach(user, held)
    return known


def remember_reach(user: User, active: Iterable[Membership]) -> Reach:
    """Work out what these memberships open, and keep it on this user object."""
    held = tuple(active)
    known = user._reach = Reach(  # type: ignore[attr-defined]
        everything=user.is_superuser,
        districts=frozenset(m.district_id for m in held),
        whole_districts=frozenset(m.district_id for m in held if m.role in WHOLE_DISTRICT_ROLES),
        office_districts=frozenset(m.district_id for m in held if m.role == OFFICE),
        departments=frozenset(m.department_id for m in held if m.department_id),
        towns=frozenset(m.town_id for m in held if m.town_id),
        memberships=held,
    )
    return known


def allowed(user: User | AnonymousUser, action: Action, thing: Any) -> bool:
    """Whether the person may do this to this thing (a district, or a row that belongs to one)."""
    held = reach(user)
    if held.everything and action in {Action.EDIT, Action.MANAGE_MEMBERS}:
        return True
    district_id = _district_id(thing)
    for membership in held.memberships:
        if membership.district_id != district_id or membership.role not in _ROLES[action]:
            continue
        if membership.role in {LEAD, STAFF} and membership.department_id not in _bodies(
            thing, "department_ids"
        ):
            continue
        if membership.role == TOWN and membership.town_id not in _bodies(thing, "town_ids"):
            continue
        return True
    return False


def require(user: User | AnonymousUser, action: Action, thing: Any) -> None:
    """Raise PermissionDenied unless `allowed`."""
    if not allowed(user, action, thing):
        raise PermissionDenied(_("您没有办理这项操作的权限，如有需要请联系区乡村振兴办。"))


def _district_id(thing: Any) -> int | None:
    return getattr(thing, "district_id", None) or getattr(thing, "pk", None)


def _bodies(thing: Any, method: str) -> Collection[int]:
    named = getattr(thing, method, None)
    return named() if named else ()
