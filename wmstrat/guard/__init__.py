"""What a host lets in: a push is looked at before anybody sees it."""
