"""Vendored files are those that their authors published, and production can serve them."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, StaticFilesStorage

from config.storage import StaticFiles

VENDOR = Path(settings.BASE_DIR) / "static" / "vendor"
LINE = re.compile(
    r"^\| `(\w+)/` \| .* \| `(?:[\w-]+/)*([\w.-]+)` \| .* \| `([0-9a-f]{64})` \|$", re.MULTILINE
)


@pytest.mark.parametrize(("folder", "name", "digest"), LINE.findall((VENDOR / "README.md").read_text()))
def test_vendored_file_is_unchanged(folder: str, name: str, digest: str) -> None:
    assert hashlib.sha256((VENDOR / folder / name).read_bytes()).hexdigest() == digest
    assert (VENDOR / folder / "LICENSE").is_file()


def test_three_files_are_listed() -> None:
    assert len(LINE.findall((VENDOR / "README.md").read_text())) == 3


class Collected(ManifestFilesMixin, StaticFilesStorage):
    """The storage of production without its compression, which takes long and changes no name."""

    patterns = StaticFiles.patterns


def test_hashed_names_need_no_source_map(tmp_path: Path) -> None:
    for name in ("vendor/tabler/tabler.min.css", "css/app.css"):
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((Path(settings.BASE_DIR) / "static" / name).read_bytes())
    storage = Collected(location=str(tmp_path))
    paths = {name: (storage, name) for name in ("vendor/tabler/tabler.min.css", "css/app.css")}
    for _old, new, done in storage.post_process(paths):
        assert done, new
    assert re.search(r"tabler\.min\.[0-9a-f]{12}\.css", storage.stored_name("vendor/tabler/tabler.min.css"))
