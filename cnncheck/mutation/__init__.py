"""Wrong versions of networks and of functions, made by looking at them: what graders are measured by."""
