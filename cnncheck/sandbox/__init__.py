"""The trusted side of running code that nobody trusts: zygotes, workers, limits and the protection in force."""
