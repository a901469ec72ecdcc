"""Many submissions: which there are, who grades them, and how far that has come."""
