from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from districts.models import Membership, Notification


def make_notice(user, district, **kwargs):
    fields = {"kind": "returned", "text": "请补充佐证材料", "url": "/notifications/?unread=1"} | kwargs
    return Notification.objects.create(user=user, district=district, **fields)


def test_person_sees_own_notices_only(sign_in, cast):
    make_notice(cast.lead, cast.district)
    make_notice(cast.office, cast.district, text="不是给牵头部门的")
    page = sign_in(cast.lead).get(reverse("notifications")).content.decode()
    assert "请补充佐证材料" in page
    assert "不是给牵头部门的" not in page


def test_notices_of_a_district_one_has_left_are_gone(sign_in, cast):
    make_notice(cast.lead, cast.district)
    cast.lead.memberships.get().deactivate()
    page = sign_in(cast.lead).get(reverse("notifications")).content.decode()
    assert "请补充佐证材料" not in page
    assert "还没有通知" in page


def test_opening_marks_read_and_leads_to_the_page(sign_in, cast):
    notice = make_notice(cast.lead, cast.district)
    response = sign_in(cast.lead).post(reverse("notification_open", args=[notice.pk]))
    assert response.url == "/notifications/?unread=1"
    notice.refresh_from_db()
    first = notice.read_at
    assert first is not None
    sign_in(cast.lead).post(reverse("notification_open", args=[notice.pk]))
    notice.refresh_from_db()
    assert notice.read_at == first


def test_notice_of_somebody_else_is_not_found(sign_in, cast):
    notice = make_notice(cast.lead, cast.district)
    for user in (cast.office, cast.office2, cast.admin):
        assert sign_in(user).post(reverse("notification_open", args=[notice.pk])).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_are_marked_read_at_once_but_only_own(sign_in, cast):
    make_notice(cast.lead, cast.district)
    make_notice(cast.lead, cast.district)
    make_notice(cast.office, cast.district)
    sign_in(cast.lead).post(reverse("notifications_read"))
    assert Notification.objects.unread().get().user == cast.office


def test_unread_can_be_shown_alone(sign_in, cast):
    read = make_notice(cast.lead, cast.district, text="读过的")
    client = sign_in(cast.lead)
    client.post(reverse("notification_open", args=[read.pk]))
    make_notice(cast.lead, cast.district, text="没读过的")
    page = client.get(reverse("notifications"), {"unread": 1}).content.decode()
    assert "没读过的" in page
    assert ">读过的<" not in page


def test_page_asks_as_many_queries_for_thirty_notices_as_for_three(sign_in, cast):
    client = sign_in(cast.lead)
    client.get(reverse("notifications"))
    counts = []
    for _ in range(2):
        for _ in range(3 if not counts else 27):
            make_notice(cast.lead, cast.district)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("notifications"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_top_bar_counts_what_the_list_of_unread_holds(sign_in, cast):
    """Roles in two districts, two roles in one of them, a role that ended, and the administrator."""
    for district in (cast.district, cast.other_district):
        Membership.objects.create(district=district, user=cast.lead, role="leader")
    for user in (cast.lead, cast.staff, cast.admin):
        make_notice(user, cast.district)
        make_notice(user, cast.other_district)
        make_notice(user, cast.district, read_at=timezone.now())
    cast.staff.memberships.get().deactivate()
    for user, unread in ((cast.lead, 2), (cast.staff, 0), (cast.admin, 2), (cast.town, 0)):
        client = sign_in(user)
        assert client.get(reverse("home")).context["unread_count"] == unread
        assert client.get(reverse("notifications")).context["unread"] == unread


def test_number_of_unread_comes_with_the_person(sign_in, cast):
    make_notice(cast.lead, cast.district)
    client = sign_in(cast.lead)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("districts"))
    assert sum("districts_notification" in query["sql"] for query in queries) == 1
