"""What a record is: its fields and their types, its states, its id and its place. No disk, no git."""
