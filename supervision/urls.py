from django.urls import path

from supervision.views import extensions, instructions

urlpatterns = [
    path("supervision/", extensions.extensions, name="supervision"),
    path("supervision/extensions/<int:pk>/", extensions.extension, name="extension"),
    path("supervision/tasks/<int:pk>/extension/", extensions.ask_extension, name="ask_extension"),
    path("supervision/instructions/", instructions.show_instructions, name="instructions"),
    path("supervision/instructions/<int:pk>/", instructions.show_instruction, name="instruction"),
    path("supervision/instructions/<int:pk>/answer/", instructions.answer, name="instruction_answer"),
    path("supervision/instructions/<int:pk>/again/", instructions.ask_again, name="instruction_again"),
    path("supervision/instructions/<int:pk>/close/", instructions.close, name="instruction_close"),
    path("supervision/tasks/<int:pk>/instruction/", instructions.instruct, name="instruct"),
]
