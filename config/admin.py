"""The admin site: the stock one, opened to district offices for their own district."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class TaskListAdminSite(admin.AdminSite):
    site_header = site_title = _("后台管理")
    index_title = _("数据维护")

    def has_permission(self, request: HttpRequest) -> bool:
        from districts.permissions import reach

        held = reach(request.user)
        return held.everything or bool(held.office_districts)


class TaskListAdminConfig(AdminConfig):
    default_site = "config.admin.TaskListAdminSite"
