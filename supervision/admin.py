"""Admin pages of supervision, for reading alone: decisions are made on their own pages."""

from __future__ import annotations

from django.contrib import admin

from districts.administration.access import OwnRowsAdmin, ReadOnly
from supervision.models import Extension, Instruction, InstructionEntry


@admin.register(Extension)
class ExtensionAdmin(ReadOnly, OwnRowsAdmin):
    list_display = [
        "task",
        "state",
        "from_deadline",
        "to_deadline",
        "granted_deadline",
        "requested_by",
        "district",
    ]
    list_select_related = ["task", "requested_by", "district"]
    search_fields = ["task__title", "task__number", "reason"]
    list_filter = ["state", "district"]


@admin.register(Instruction)
class InstructionAdmin(ReadOnly, OwnRowsAdmin):
    list_display = ["task", "about", "state", "wanted_on", "district"]
    list_select_related = ["task", "district"]
    search_fields = ["task__title", "task__number", "entries__text"]
    list_filter = ["state", "district"]


@admin.register(InstructionEntry)
class InstructionEntryAdmin(ReadOnly, OwnRowsAdmin):
    list_display = ["instruction", "kind", "body", "by", "at", "light_word", "text", "district"]
    list_select_related = ["instruction__task", "by", "district"]
    search_fields = ["instruction__task__title", "text"]
    list_filter = ["kind", "district"]
