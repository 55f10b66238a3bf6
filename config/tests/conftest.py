"""The rows of world.py for the modules that walk over all of it: made once a module, not once a test."""

from __future__ import annotations

import copy

import pytest

from config.tests.permission_table import ROLES
from config.tests.world import World
from conftest import Cast


@pytest.fixture(scope="module")
def furnished(module_db: None) -> World:
    """Both districts, and a session of everybody in them."""
    world = World(Cast())
    for role in ROLES:
        if role != "anonymous":
            world.sign_in(role)
    return world


@pytest.fixture
def world(db: None, furnished: World) -> World:
    return copy.deepcopy(furnished)
