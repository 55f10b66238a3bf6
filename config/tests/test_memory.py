"""A process that answers requests does not go through the whole program again and again."""

import gc

from config.memory import YOUNG, settle


def test_what_is_loaded_is_left_alone_and_new_objects_are_collected_later() -> None:
    thresholds = gc.get_threshold()
    try:
        settle()
        assert gc.get_freeze_count() > 100_000
        assert gc.get_threshold()[0] == YOUNG
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
