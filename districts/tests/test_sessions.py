"""Sessions end when idle, on the server; the person comes back to where they were."""

import time_machine
from django.urls import reverse

from conftest import PASSWORD
from districts.models import Notification

MINUTE = 60


def test_session_ends_after_thirty_idle_minutes(sign_in, cast):
    with time_machine.travel("2026-06-15 09:00+08:00", tick=False) as clock:
        client = sign_in(cast.office)
        for _ in range(4):
            assert client.get(reverse("notifications")).status_code == 200
            clock.shift(29 * MINUTE)
        assert client.get(reverse("notifications")).status_code == 200
        clock.shift(31 * MINUTE)
        assert client.get(f"{reverse('notifications')}?unread=1").url == (
            f"{reverse('login')}?next={reverse('notifications')}%3Funread%3D1"
        )


def test_questions_in_the_background_do_not_keep_the_session(sign_in, cast):
    with time_machine.travel("2026-06-15 09:00+08:00", tick=False) as clock:
        client = sign_in(cast.office)
        client.get(reverse("notifications"))
        clock.shift(20 * MINUTE)
        answer = client.get(reverse("session"), headers={"X-Background": "1"})
        assert answer.json()["seconds_left"] in range(10 * MINUTE, 10 * MINUTE + 31)
        clock.shift(11 * MINUTE)
        answer = client.get(reverse("session"), headers={"X-Background": "1"})
        assert answer.status_code == 401


def test_stay_signed_in_renews_the_session(sign_in, cast):
    with time_machine.travel("2026-06-15 09:00+08:00", tick=False) as clock:
        client = sign_in(cast.office)
        client.get(reverse("notifications"))
        clock.shift(29 * MINUTE)
        assert client.post(reverse("session")).json()["seconds_left"] >= 30 * MINUTE
        clock.shift(29 * MINUTE)
        assert client.get(reverse("notifications")).status_code == 200


def test_form_sent_too_late_leads_back_to_its_page(client, cast):
    response = client.post(
        reverse("notifications_read"), headers={"referer": "http://testserver/notifications/?page=2"}
    )
    assert response.url == f"{reverse('login')}?next=/notifications/%3Fpage%3D2"


def test_form_sent_too_late_from_another_site_leads_home(client, cast):
    response = client.post(reverse("notifications_read"), headers={"referer": "https://evil.example/x"})
    assert response.url == f"{reverse('login')}?next=/"


def test_part_of_a_page_asked_by_htmx_leads_the_whole_page_to_sign_in(client, cast):
    response = client.get(
        reverse("notifications"),
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/notifications/?unread=1"},
    )
    assert response.status_code == 204
    assert response["HX-Redirect"] == f"{reverse('login')}?next=/notifications/%3Funread%3D1"


def test_a_form_that_arrived_says_so_to_the_draft_keeper(sign_in, cast):
    client = sign_in(cast.office)
    Notification.objects.create(district=cast.district, user=cast.office, kind="other", text="x")
    assert client.get(reverse("notifications")).cookies.get("saved") is None
    assert client.post(reverse("notifications_read")).cookies["saved"].value == "1"


def test_signing_in_is_not_the_arrival_of_a_form(client, cast):
    response = client.post(reverse("login"), {"username": "office", "password": PASSWORD})
    assert "saved" not in response.cookies
    client.logout()
    assert "saved" not in client.post(reverse("notifications_read")).cookies


def wall(client, cast):
    """The big screen opened by a person: the page that hangs on the wall from then on."""
    address = reverse("big_screen", args=[cast.district.pk, 2026])
    assert client.get(address).status_code == 200
    return address


def refreshed(client, address):
    return client.get(address, headers={"X-Background": "1"}).status_code


def test_page_on_the_wall_goes_on_for_a_working_day_and_no_longer(sign_in, cast):
    with time_machine.travel("2026-06-15 08:00+08:00", tick=False) as clock:
        client = sign_in(cast.leader)
        address = wall(client, cast)
        for _ in range(11):
            clock.shift(60 * MINUTE)
            assert refreshed(client, address) == 200
        clock.shift(61 * MINUTE)
        assert refreshed(client, address) == 401


def test_behind_the_page_on_the_wall_the_session_is_over(sign_in, cast):
    with time_machine.travel("2026-06-15 08:00+08:00", tick=False) as clock:
        client = sign_in(cast.leader)
        address = wall(client, cast)
        clock.shift(31 * MINUTE)
        assert refreshed(client, address) == 200
        other = reverse("big_screen", args=[cast.district.pk, 2025])
        assert refreshed(client, other) == 401
        assert client.get(reverse("session"), headers={"X-Background": "1"}).status_code == 401
        assert refreshed(client, address) == 200, "another open page took the screen down"
        assert client.get(reverse("home")).url.startswith(reverse("login"))
        assert refreshed(client, address) == 401


def test_two_pages_on_the_wall_go_on_both(sign_in, cast):
    with time_machine.travel("2026-06-15 08:00+08:00", tick=False) as clock:
        client = sign_in(cast.leader)
        one = wall(client, cast)
        other = reverse("big_screen", args=[cast.district.pk, 2025])
        assert client.get(other).status_code == 200
        clock.shift(60 * MINUTE)
        assert (refreshed(client, one), refreshed(client, other)) == (200, 200)


def test_refreshes_of_the_wall_do_not_keep_the_session(sign_in, cast):
    with time_machine.travel("2026-06-15 08:00+08:00", tick=False) as clock:
        client = sign_in(cast.leader)
        address = wall(client, cast)
        for _ in range(11):
            clock.shift(3 * MINUTE)
            assert refreshed(client, address) == 200
        assert client.get(address).url.startswith(reverse("login"))
