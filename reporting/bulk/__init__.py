"""Bulk demonstration data for measuring: whole districts with a year of reports (`make_demo_data`)."""
