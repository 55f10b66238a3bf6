"""What a page says, read as a person reads it."""

from __future__ import annotations

from lxml import html


def tree(response) -> html.HtmlElement:
    return html.fromstring(response.content.decode())


def words(response) -> str:
    """The text of the main part, with single spaces."""
    return " ".join(tree(response).xpath("//main")[0].text_content().split())


def tasks_shown(response) -> list[str]:
    """The numbers of the tasks in the register, from top to bottom."""
    return [
        " ".join(cell.text_content().split())
        for cell in tree(response).xpath("//tr[starts-with(@id,'task-')]/th")
    ]


def strip(response) -> dict[str, int]:
    """Word → number of the strip of totals."""
    found = {}
    for link in tree(response).xpath("//ul[@class='strip']//a"):
        number = link.xpath("./b")[0].text_content()
        found[link.text.strip()] = int(number)
    return found
