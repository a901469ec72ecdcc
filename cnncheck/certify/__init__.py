"""How good the graders of an assignment are, measured by planting faults."""
