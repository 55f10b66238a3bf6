from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("reporting.urls")),
    path("", include("tasklists.urls")),
    path("", include("districts.urls")),
]
