from django.urls import path

from districts import views

urlpatterns = [
    path("", views.home, name="home"),
]
