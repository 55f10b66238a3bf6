from reporting.models.snapshots import DistrictSummary, Snapshot, SnapshotTask

__all__ = ["DistrictSummary", "Snapshot", "SnapshotTask"]
