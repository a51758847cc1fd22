"""Many hands, one history: a workspace and its remote become the same without anything being lost."""
