from django.urls import path

from supervision.views import extensions

urlpatterns = [
    path("supervision/", extensions.extensions, name="supervision"),
    path("supervision/extensions/<int:pk>/", extensions.extension, name="extension"),
    path("supervision/tasks/<int:pk>/extension/", extensions.ask_extension, name="ask_extension"),
]
