"""The commands: one file a noun or a verb. They parse, call and speak; nothing is decided here."""
