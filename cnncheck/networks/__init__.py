"""Verifying networks: canonical form, binding, alignment, calibration, comparison, diagnosis."""

from cnncheck.networks.checks import NETWORK_CHECKS
from cnncheck.networks.network_subject import NetworkSubject
from cnncheck.networks.task import Constructor, NetworkTask

__all__ = ["NETWORK_CHECKS", "Constructor", "NetworkSubject", "NetworkTask"]
