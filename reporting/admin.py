"""Admin pages of reporting, for reading alone: everything here is made and changed on its own pages."""

from __future__ import annotations

from django.contrib import admin

from districts.administration.access import OwnRowsAdmin, ReadOnly
from reporting.models import Bulletin, DistrictSummary, PublishedBulletin, Snapshot


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnly, OwnRowsAdmin):
    list_display = ["title", "label", "day", "taken_on", "is_late", "rule_version", "district"]
    list_select_related = ["rule_version__rule_set", "district"]
    search_fields = ["title", "label"]
    list_filter = ["is_late", "district"]


@admin.register(DistrictSummary)
class DistrictSummaryAdmin(ReadOnly, OwnRowsAdmin):
    list_display = ["district", "year", "day", "lists"]
    list_select_related = ["district"]
    list_filter = ["year", "district"]


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
