"""Python's collector of unused objects, set for a process that answers requests.

The program itself is some hundred thousand objects that stay for good. As Python comes, they are gone
through whenever a page has made enough new ones: 60 to 100 ms in the middle of every third dashboard.
"""

from __future__ import annotations

import gc

YOUNG = 50_000  # a page of a thousand tasks makes fewer, and nearly all of them go without the collector


def settle() -> None:
    """To be called once the program is loaded: what is there now is left alone from here on."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)
