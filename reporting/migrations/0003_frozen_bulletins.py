from django.db import migrations

from reporting.bulletins.freezing import FrozenOncePublished


class Migration(migrations.Migration):

    dependencies = [
        ('reporting', '0002_bulletins'),
    ]

    operations = [
        FrozenOncePublished("bulletin", "id"),
        FrozenOncePublished("bulletinblock", "bulletin_id"),
        FrozenOncePublished("bulletinsource", "bulletin_id"),
    ]
