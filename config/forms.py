"""How forms print: label, control, help and errors in the markup of the product's own templates."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    form_template_name = "_form.html"
    field_template_name = "_field.html"
