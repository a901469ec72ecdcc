"""How good the graders are: what they reject, what they accept, and whether they say what is wrong."""
