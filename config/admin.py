"""Which admin site the project has (in a module that can be read before the apps are)."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class TaskListAdminConfig(AdminConfig):
    default_site = "config.admin_site.TaskListAdminSite"
