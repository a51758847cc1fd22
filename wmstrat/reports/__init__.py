"""What is computed over many records and shown."""
