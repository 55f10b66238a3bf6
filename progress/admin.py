"""Kept by the platform: the holiday arrangement that the built-in calendar does not know."""

from __future__ import annotations

from django.contrib import admin

from districts.administration.access import OwnRowsAdmin, PlatformOnly
from progress.models import SpecialDay


@admin.register(SpecialDay)
class SpecialDayAdmin(PlatformOnly, OwnRowsAdmin):
    list_display = ["day", "is_working", "name"]
    list_filter = ["is_working"]
    date_hierarchy = "day"
    search_fields = ["name"]
