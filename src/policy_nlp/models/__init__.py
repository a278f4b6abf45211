"""Learned linear models: weight files, and what loads them without running code."""
