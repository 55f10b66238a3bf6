"""Controls that print themselves, without a template each: a grid shows hundreds. Their markup is that
of Django's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class SelfPrinting:
    """For a widget of Django's, before it in the bases."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return self.printed(self.get_context(name, value, attrs)["widget"])  # type: ignore[attr-defined]

    def printed(self, widget: dict[str, Any]) -> SafeString:
        """`widget` as Django's templates of widgets get it."""
        value = widget["value"]
        return format_html(
            '<input type="{}" name="{}"{}{}>',
            widget["type"],
            widget["name"],
            "" if value is None else format_html(' value="{}"', value),
            _attributes(widget["attrs"]),
        )


class TextControl(SelfPrinting, forms.TextInput):
    pass


class HiddenControl(SelfPrinting, forms.HiddenInput):
    pass


class WordsControl(SelfPrinting, forms.Textarea):
    def printed(self, widget: dict[str, Any]) -> SafeString:
        return format_html(
            '<textarea name="{}"{}>\n{}</textarea>',
            widget["name"],
            _attributes(widget["attrs"]),
            widget["value"] or "",
        )


class ChoiceControl(SelfPrinting, forms.Select):
    """Choices without groups."""

    def printed(self, widget: dict[str, Any]) -> SafeString:
        options = (option for _group, held, _index in widget["optgroups"] for option in held)
        return format_html(
            '<select name="{}"{}>{}\n</select>',
            widget["name"],
            _attributes(widget["attrs"]),
            format_html_join(
                "",
                '\n  <option value="{}"{}>{}</option>',
                ((option["value"], _attributes(option["attrs"]), option["label"]) for option in options),
            ),
        )


def _attributes(attrs: dict[str, Any]) -> SafeString:
    """In their order; True for one without a value, False for none."""
    return format_html_join(
        "",
        "{}{}",
        (
            (f" {name}", "" if value is True else format_html('="{}"', value))
            for name, value in attrs.items()
            if value is not False
        ),
    )
