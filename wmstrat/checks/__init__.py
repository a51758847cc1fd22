"""What is wrong with the records and files of a workspace."""
