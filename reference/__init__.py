"""The textbook: convolutional networks in NumPy and the standard library, readable by a student."""
