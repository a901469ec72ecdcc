"""From a submission to the subject of each task: found by name, loaded in a worker, kept answering."""

from cnncheck.subjects.bench import Bench, Budget
from cnncheck.subjects.lookup import assignments_in, look_up
from cnncheck.subjects.wording import finding_of_failure, finding_of_problem

__all__ = ["Bench", "Budget", "assignments_in", "finding_of_failure", "finding_of_problem", "look_up"]
