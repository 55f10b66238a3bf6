"""What a browser would post, and what a page says."""

from __future__ import annotations

from typing import Any

from lxml import html


def filled(client: Any, address: str, *, number: int = -1) -> dict[str, Any]:
    """What the browser would post from the page's form (the last one) if nothing was touched."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return posted_from(answer, number=number)


def posted_from(answer: Any, *, number: int = -1) -> dict[str, Any]:
    forms = html.fromstring(answer.content.decode()).xpath("//main//form[@method='post']")
    found: dict[str, Any] = {}
    for name, value in forms[number].form_values():
        value = (value or "").removeprefix("\n")
        found[name] = [*_listed(found[name]), value] if name in found else value
    return found


def said(answer: Any) -> str:
    return " ".join(html.fromstring(answer.content.decode()).xpath("//main")[0].text_content().split())


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
