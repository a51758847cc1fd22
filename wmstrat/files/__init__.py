"""Text to values and back: YAML, front matter, changes of single keys. Nothing here touches the disk."""
