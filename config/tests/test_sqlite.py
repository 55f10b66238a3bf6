"""SQLite keeps the triggers that guard the data when Django rebuilds a table."""

import pytest
from django.db import connection, models

from tasklists.models import Task


def triggers() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite loses triggers")
def test_a_rebuilt_table_keeps_every_trigger_of_the_database():
    before = triggers()
    wider = models.CharField(max_length=501)
    wider.set_attributes_from_name("title")
    old = Task._meta.get_field("title")
    for first, then in ((old, wider), (wider, old)):
        with connection.schema_editor() as editor:
            editor.alter_field(Task, first, then, strict=True)
            editor._remake_table(Task)
    assert before
    assert triggers() == before
