"""What is computed from many records, to be shown."""
