from django.urls import path

from reporting.views import frame, home, search

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("choose/place/", frame.choose_scope, name="choose_scope"),
    path("choose/theme/", frame.choose_theme, name="choose_theme"),
]
