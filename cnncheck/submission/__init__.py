"""What was handed in: files and the names they define, read and never run."""
