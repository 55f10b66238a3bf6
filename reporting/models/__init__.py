from reporting.models.bulletins import Bulletin, BulletinBlock, BulletinSource, PublishedBulletin
from reporting.models.snapshots import DistrictSummary, Snapshot, SnapshotTask

__all__ = [
    "Bulletin",
    "BulletinBlock",
    "BulletinSource",
    "DistrictSummary",
    "PublishedBulletin",
    "Snapshot",
    "SnapshotTask",
]
