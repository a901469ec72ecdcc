"""The untrusted side's own machinery: zygote, confinement and the wire format it shares with the sandbox."""
