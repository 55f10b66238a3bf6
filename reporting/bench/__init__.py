"""Measuring the pages through the real URL stack (`bench`; docs/performance.md says what is compared)."""
