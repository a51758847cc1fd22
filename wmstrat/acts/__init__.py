"""Actions on a workspace as a whole: init, save, import, export, undo, upgrade."""
