"""What was handed in: files and the names they define, read and never run."""

from cnncheck.submission.definitions import Definition, ParseProblem
from cnncheck.submission.files import File, SubmissionError
from cnncheck.submission.gathering import is_class, members
from cnncheck.submission.handed_in import Submission
from cnncheck.submission.names import Match

__all__ = ["Definition", "File", "Match", "ParseProblem", "Submission", "SubmissionError", "is_class", "members"]
