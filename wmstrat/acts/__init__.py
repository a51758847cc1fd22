"""What is done to a workspace as a whole: made, saved, imported into, undone, upgraded."""
