"""What a zygote hands control to: loads a submission, traces its networks and answers questions about it."""
