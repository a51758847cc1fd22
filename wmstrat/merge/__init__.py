"""Merges two versions of a file with their common base. Nothing here touches a disk or git."""
