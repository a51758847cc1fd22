"""Checks a push on the host, before anybody else sees it."""
