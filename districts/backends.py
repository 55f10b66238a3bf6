"""How a signed-in person is read at the beginning of a request."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import FilteredRelation, Q

from districts.models import User
from districts.permissions import remember_reach
from districts.unread import remember_unread, unread_in


class PersonBackend(ModelBackend):
    """Names and passwords as Django keeps them; the person comes together with the roles they hold and
    the number of notices they have not read, in one query, as no page does without them."""

    def get_user(self, user_id: Any) -> User | None:
        held = FilteredRelation("memberships", condition=Q(memberships__is_active=True))
        people = User.objects.annotate(held=held, unread=unread_in("held__district")).select_related(
            "held__district", "held__department", "held__town"
        )
        rows = list(people.filter(pk=user_id).order_by("held__district", "held__role", "held__id"))
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        user = rows[0]
        # who holds no role comes as one row without this attribute
        holding = [row for row in rows if hasattr(row, "held")]
        remember_reach(user, [row.held for row in holding])
        remember_unread(user, {row.held.district_id: row.unread for row in holding})
        return user
