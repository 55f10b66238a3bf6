"""Admin pages of reporting, for reading alone: everything here is made and changed on its own pages."""

from __future__ import annotations

from django.contrib import admin

from districts.administration.access import OwnRowsAdmin, ReadOnly
from reporting.models import Bulletin, PublishedBulletin


@admin.register(Bulletin)
class BulletinAdmin(ReadOnly, OwnRowsAdmin):
    list_display = ["title", "month", "issuing_body", "drafted_by", "drafted_on", "district"]
    list_select_related = ["drafted_by", "district"]
    search_fields = ["title", "month"]
    list_filter = ["year", "district"]


@admin.register(PublishedBulletin)
class PublishedBulletinAdmin(ReadOnly, OwnRowsAdmin):
    list_display = ["number_text", "bulletin", "dated", "published_by", "published_on", "district"]
    list_select_related = ["bulletin", "published_by", "district"]
    search_fields = ["bulletin__title"]
    list_filter = ["number_year", "district"]
