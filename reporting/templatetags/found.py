"""What was searched for, marked where it stands."""

from __future__ import annotations

import re

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from tasklists.querysets import MOST_WORDS

register = template.Library()


@register.filter
def with_found(text: object, words: str) -> SafeString:
    """The text with each of the words in a <mark>, as `mentioning` finds them: large or small letters
    alike."""
    wanted = sorted({word.casefold() for word in words.split()[:MOST_WORDS]}, key=len, reverse=True)
    if not wanted:
        return escape(str(text))
    parts = re.split(f"({'|'.join(map(re.escape, wanted))})", str(text), flags=re.IGNORECASE)
    pairs = zip(parts[::2], [*parts[1::2], ""], strict=True)
    marked = ((plain, format_html("<mark>{}</mark>", hit) if hit else "") for plain, hit in pairs)
    return format_html_join("", "{}{}", marked)
