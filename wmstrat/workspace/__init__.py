"""Where things are and how they change: the root, the index, the transaction, the template."""
