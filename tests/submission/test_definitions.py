"""The names a file defines, without running it."""

import warnings
from pathlib import Path

import pytest

from cnncheck.findings import Severity, Where
from cnncheck.submission import Submission
from cnncheck.submission.definitions import MAX_QUOTED, scan
from cnncheck.submission.files import MAX_CODE

SHIPPED = Path(__file__).parents[2] / "assignments"
ANY = {"class", "function", "value"}


def handed_in(tmp_path: Path, **sources: str | bytes) -> Submission:
    for name, source in sources.items():
        data = source.encode() if isinstance(source, str) else source
        (tmp_path / f"{name}.py").write_bytes(data)
    return Submission.read(tmp_path)


def test_functions_classes_and_values_at_the_top_level_are_found_with_their_lines(tmp_path: Path) -> None:
    source = """\
import os
def conv2d(images): return images
class Baseline(Model):
    def call(self, x): return x
model = Baseline()
relu = lambda x: max(x, 0)
first, second = 1, 2
rate: float = .2
async def later(): pass
"""
    found = [(item.name, item.kind, item.line) for item in handed_in(tmp_path, net=source).definitions()]
    assert found == [
        ("conv2d", "function", 2),
        ("Baseline", "class", 3),
        ("model", "value", 5),
        ("relu", "function", 6),
        ("first", "value", 7),
        ("second", "value", 7),
        ("rate", "value", 8),
        ("later", "function", 9),
    ]


def test_names_inside_statements_of_the_top_level_count_and_those_inside_functions_do_not(tmp_path: Path) -> None:
    source = """\
if True:
    def in_if(): pass
else:
    def in_else(): pass
try:
    in_try = 1
except ImportError:
    in_except = 1
else:
    in_try_else = 1
finally:
    in_finally = 1
with open("x") as f:
    class InWith: pass
for i in range(3):
    in_for = i
while False:
    in_while = 1
match 1:
    case 1:
        in_case = 1
if __name__ == "__main__":
    def in_main(): pass
def outer():
    def inner(): pass
class Outer:
    def method(self): pass
"""
    names = {item.name for item in handed_in(tmp_path, net=source).definitions()}
    assert names == {
        *("in_if", "in_else", "in_try", "in_except", "in_try_else", "in_finally", "InWith", "in_for", "in_while"),
        *("in_case", "in_main", "outer", "Outer"),
    }


def test_what_looks_like_a_model_is_marked_through_aliases_files_and_builders(tmp_path: Path) -> None:
    base = "from keras import Model as M\nclass Base(M): pass\n"
    net = """\
import tensorflow as tf
from base import Base
class Net(Base): pass
class Block(tf.keras.layers.Layer): pass
def build():
    return tf.keras.Sequential([])
def scale(x): return x / 255
model = Net()
x = scale(1)
"""
    marked = {item.name for item in handed_in(tmp_path, base=base, net=net).definitions() if item.looks_like_model}
    assert marked == {"Base", "Net", "build", "model"}


@pytest.mark.parametrize("encoded", [b"\xef\xbb\xbfdef relu(x):\r\n    return x\r\n", b"\r\rdef relu(x): return x\r"])
def test_byte_order_marks_and_line_ends_of_other_systems_are_read(tmp_path: Path, encoded: bytes) -> None:
    submission = handed_in(tmp_path, layers=encoded)
    assert submission.problems() == ()
    (found,) = submission.definitions()
    assert submission.lines("layers.py")[found.line - 1].startswith("def relu(x):")


def test_lines_are_counted_as_python_counts_them(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, net="a = '\x0c\x1c\u2028'\ndef relu(x): pass\n")
    assert submission.definitions()[-1].line == 2
    assert submission.lines("net.py")[1] == "def relu(x): pass"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("gbk", "gb18030"), ("utf-16", "UTF-16")],
)
def test_other_encodings_are_read_and_noted(tmp_path: Path, encoding: str, said: str) -> None:
    submission = handed_in(tmp_path, net="# 卷积网络\ndef relu(x): pass\n".encode(encoding))
    assert [item.name for item in submission.definitions()] == ["relu"]
    assert submission.notes == (f"net.py was read as {said}, since it is not UTF-8.",)


def test_a_declared_encoding_is_obeyed_without_a_note(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, net="# -*- coding: gbk -*-\n名 = '网络'\n".encode("gbk"))
    assert [item.name for item in submission.definitions()] == ["名"]
    assert submission.notes == ()


@pytest.mark.parametrize("declared", ["rot13", "punycode", "unicode_escape", "nonsense"])
def test_an_encoding_that_is_not_read_here_is_a_problem(tmp_path: Path, declared: str) -> None:
    (problem,) = handed_in(tmp_path, net=f"# coding: {declared}\nx = 1\n").problems()
    assert problem.message == f"the encoding it declares, {declared}, is not read here"


DEEP = 100_000


@pytest.mark.parametrize(
    "source",
    [
        "(" * DEEP,
        "[" * 150 + "]" * 150,
        "-" * DEEP + "1",
        "1" + "+1" * DEEP,
        "a" + ".b" * DEEP,
        "not " * DEEP + "1",
        "{1:" * DEEP,
        "f(" * DEEP,
        "if 1: pass\n" + "elif 1: pass\n" * 20_000,
        "".join(" " * depth + "if 1:\n" for depth in range(500)),
        "9" * DEEP,
        "with " + "(" * 90,
        "x = 1\0",
        "\ufffe",
        "def f(:\n",
        '"""',
        "\t if 1:\n  pass",
        "print 'Python 2'",
        "%matplotlib inline",
    ],
    ids=range(19),
)
def test_pathological_source_is_read_or_is_a_problem_and_never_an_exception(source: str) -> None:
    result = scan("deep.py", source.encode()[:MAX_CODE])
    if result.problem is not None:
        assert result.problem.file == "deep.py"
        assert len(result.problem.message) <= MAX_QUOTED + 100
        assert result.problem.line is None or 1 <= result.problem.line <= len(result.lines)


def test_a_chain_of_classes_is_followed_in_moderate_time(tmp_path: Path) -> None:
    chain = "".join(f"class C{number}(C{number + 1}): pass\n" for number in range(4000)) + "class C4000(Model): pass\n"
    assert all(item.looks_like_model for item in handed_in(tmp_path, net=chain).definitions())


def test_a_strange_escape_raises_no_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert scan("net.py", rb"path = 'C:\data'").problem is None


def test_a_file_that_does_not_parse_is_a_problem_with_its_line_and_the_rest_stays(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, bad="x = 1\ndef relu(x)\n    return x\n", good="def softmax(z): return z\n")
    (problem,) = submission.problems()
    assert (problem.file, problem.line, problem.source) == ("bad.py", 2, "def relu(x)")
    assert [item.name for item in submission.definitions()] == ["softmax"]


def test_a_name_in_a_file_that_does_not_parse_is_a_syntax_error_and_not_a_missing_name(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, bad="x = 1\ndef relu(x)\n    return x\n", good="def softmax(z): return z\n")
    finding = submission.missing(["relu"], {"function"})
    assert finding.code == "syntax-error"
    assert finding.where == Where(file="bad.py", line=2)
    assert finding.source == ("def relu(x)",)
    assert finding.message == "bad.py is not valid Python, so relu cannot be graded. SyntaxError: expected ':'"
    assert submission.missing(["sigmoid"], {"function"}).code == "missing-name"


def test_an_exact_name_needs_no_advice(tmp_path: Path) -> None:
    match = handed_in(tmp_path, net="class Basline: pass\nclass Baseline: pass\n").find(["Baseline"], ANY)
    assert match is not None
    assert match.exact
    assert match.advice() is None
    assert match.definition.line == 2


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("Baseline", "baseline"),
        ("max_pool2d", "maxPool2D"),
        ("Baseline", "Basline"),
        ("LeNet5", "LeNet"),
        ("batch_norm_train", "batchnorm_train"),
        ("softmax", "sofmax"),
    ],
)
def test_a_misspelt_name_is_found_with_an_advice(tmp_path: Path, asked: str, written: str) -> None:
    match = handed_in(tmp_path, net=f"\ndef {written}(): pass\n").find([asked], {"function"})
    assert match is not None
    advice = match.advice()
    assert advice is not None
    assert (advice.code, advice.severity) == ("missing-name", Severity.ADVICE)
    assert (advice.expected, advice.received) == (asked, written)
    assert advice.where == Where(file="net.py", line=2)
    assert advice.message == f"The name {asked} was not found; {written} was graded in its place."


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("VGG16", "VGG19"),
        ("ResNet18", "ResNet50"),
        ("relu", "elu"),
        ("max_pool2d", "avg_pool2d"),
        ("dense_parameters", "conv2d_parameters"),
        ("batch_norm_train", "batch_norm_inference"),
        ("cross_entropy", "cross_entropy_from_logits"),
    ],
)
def test_another_name_is_not_taken_for_a_misspelling(tmp_path: Path, asked: str, written: str) -> None:
    assert handed_in(tmp_path, net=f"def {written}(): pass\n").find([asked], {"function"}) is None


def test_a_name_in_doubt_or_reserved_for_another_task_is_not_taken(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, net="class Basline: pass\nclass Baselin: pass\n")
    assert submission.find(["Baseline"], ANY) is None
    assert submission.find(["Baseline"], ANY, reserved=["Baselin"]) is not None


def test_a_missing_name_offers_the_nearest_that_no_other_task_has(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, net="def avg_pool2d(): pass\ndef max_pooling(): pass\n")
    finding = submission.missing(["max_pool2d"], {"function"}, reserved=["avg_pool2d"])
    assert finding.code == "missing-name"
    assert finding.expected == "a function named max_pool2d"
    assert finding.received == "max_pooling, the nearest name there is"
    assert finding.where == Where(file="net.py", line=2)


def test_kinds_are_respected_and_other_accepted_names_are_exact(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, net="model = 1\nclass MyNet: pass\n")
    assert submission.find(["model"], {"class"}) is None
    match = submission.find(["Baseline", "MyNet"], {"class"})
    assert match is not None
    assert match.advice() is None


def test_of_several_definitions_the_file_of_that_name_and_then_the_last_is_taken(tmp_path: Path) -> None:
    twice = "class Baseline: pass\nclass Baseline: pass\n"
    match = handed_in(tmp_path, a_vgg=twice, p27_baseline=twice).find(["Baseline"], {"class"})
    assert match is not None
    assert (match.definition.file, match.definition.line) == ("p27_baseline.py", 2)


def test_huge_names_are_not_compared(tmp_path: Path) -> None:
    submission = handed_in(tmp_path, net=f"def {'a' * 200_000}(): pass\n")
    assert submission.find(["a" * 59], {"function"}) is None
    assert submission.missing(["softmax"], {"function"}).received == "no such name"


@pytest.mark.parametrize("student", ["student_x", "student_y", "student_z"])
def test_the_shipped_submissions_hold_their_networks(student: str) -> None:
    submission = Submission.read(SHIPPED / student)
    assert len(submission.files) == len(list((SHIPPED / student).glob("*.py")))
    for asked in ("Baseline", "LeNet5"):
        match = submission.find([asked], {"class", "function"})
        assert match is not None
        assert match.definition.looks_like_model
        assert match.exact == ((student, asked) != ("student_z", "Baseline"))
    broken = [(problem.file, problem.line) for problem in submission.problems()]
    assert broken == ([("primitives.py", 20)] if student == "student_z" else [])
