from django.contrib import admin
from django.urls import include, path

from config.health import health

urlpatterns = [
    path("admin/", admin.site.urls),
    path("health/", health, name="health"),
    path("", include("reporting.urls")),
    path("", include("supervision.urls")),
    path("", include("progress.urls")),
    path("", include("tasklists.urls")),
    path("", include("tasklists.editor_urls")),
    path("", include("districts.urls")),
]
