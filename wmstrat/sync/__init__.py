"""Exchanges a workspace with its remote: both become the same, and nothing is lost."""
