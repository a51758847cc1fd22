"""Two versions of one file and what they both came from, made into one. Nothing here touches a disk or git."""
