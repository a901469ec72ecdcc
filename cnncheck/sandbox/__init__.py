"""The trusted side of running code that nobody trusts: zygotes, workers, limits and the protection in force."""

from cnncheck.sandbox.failures import SandboxError, StudentProblem, WorkerFailure
from cnncheck.sandbox.limits import Limits
from cnncheck.sandbox.protection import protection
from cnncheck.sandbox.worker import Worker
from cnncheck.sandbox.zygote import Zygote

__all__ = ["Limits", "SandboxError", "StudentProblem", "Worker", "WorkerFailure", "Zygote", "protection"]
