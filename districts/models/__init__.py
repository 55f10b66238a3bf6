"""Who: districts, their towns, villages, departments, people, and the ways names are written."""

from districts.models.access import Invitation, InvitationClosed, SignIn
from districts.models.base import District, DistrictOwned
from districts.models.messages import Notification, NotificationKind
from districts.models.names import Department, DepartmentMerge, NameVariant, Town, Village
from districts.models.people import Membership, User

__all__ = [
    "Department",
    "DepartmentMerge",
    "District",
    "DistrictOwned",
    "Invitation",
    "InvitationClosed",
    "Membership",
    "NameVariant",
    "Notification",
    "NotificationKind",
    "SignIn",
    "Town",
    "User",
    "Village",
]
