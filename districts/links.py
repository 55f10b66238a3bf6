"""Links that are handed to a person, and open something once."""

from __future__ import annotations

from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from districts.models import User


def password_link_path(person: User) -> str:
    """By which the person sets a new password; void once they did or signed in (and after three days)."""
    token = default_token_generator.make_token(person)
    return reverse("password_reset_confirm", args=[urlsafe_base64_encode(force_bytes(person.pk)), token])
