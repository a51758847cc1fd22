"""A change on its way into the workspace: its records, its files, and the rules that it keeps."""
