from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse


@pytest.mark.django_db
def test_health_answers_a_stranger(client: Client) -> None:
    response = client.get(reverse("health"))
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_health_is_unavailable_when_the_database_does_not_answer(client: Client, monkeypatch: Any) -> None:
    def broken() -> None:
        raise DatabaseError("password of the database: hunter2")

    monkeypatch.setattr(connection, "cursor", broken)
    response = client.get(reverse("health"))
    assert (response.status_code, response.json()) == (503, {"status": "unavailable"})


@pytest.mark.django_db
def test_health_is_not_sent_to_https(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get(reverse("health")).status_code == 200


@pytest.mark.django_db
def test_health_only_reads(client: Client) -> None:
    assert client.post(reverse("health")).status_code == 405
