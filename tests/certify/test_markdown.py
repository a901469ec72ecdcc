"""The page of documentation: short, a section for each assignment, and only this assignment's is written anew."""

from dataclasses import replace

from cnncheck.certify.certificate import Certificate
from cnncheck.certify.function_certificate import Changed, FunctionCertificate, Row, Wrongly
from cnncheck.certify.function_printing import is_clean, remarks
from cnncheck.certify.markdown import MOST_CASES, page
from cnncheck.certify.network_certificate import Case, NetworkCertificate, NetworkRow


def network(*rows: NetworkRow, cases: tuple[Case, ...] = ()) -> NetworkCertificate:
    return NetworkCertificate(
        task="lenet5",
        rows=rows,
        accepted=100,
        rejected=0,
        pairs=10,
        both_named=9,
        steady=5,
        unsteady=0,
        cases=cases,
        unwritten=(),
        errored=(),
        seconds=0.81,
        versions="tensorflow 2.21.0",
        texts=130,
        planned=130,
    )


def certificate(name: str, *networks: NetworkCertificate) -> Certificate:
    return Certificate(name, f"cnncheck certify {name}", "2026-01-02", "cnncheck 0.1.0", 90.0, False, networks)  # noqa: FBT003


CLEAN = NetworkRow("padding", 4, 4, 4, 4, 4, 0)
UNCLEAN = NetworkRow("strides", 4, 3, 2, 2, 2, 1, 1, 0)


def test_what_is_as_it_should_be_takes_a_line_and_the_rest_a_table() -> None:
    text = page(certificate("own", network(CLEAN, UNCLEAN)))
    assert "Made by `cnncheck certify own` on 2026-01-02 with cnncheck 0.1.0." in text
    assert "All killed, first code and layer right: padding 4." in text
    assert "| strides | 4 | 3 | 2 | 2 | 2 | 1 | 1 | 0 |" in text
    assert (
        "| lenet5 | 7 of 8 (87.5 %) | 6 of 8 (75.0 %) | 6 of 8 (75.0 %) | 0 | 9 of 10 (90.0 %) | 0 of 100 | "
        "5 of 5 (100.0 %) | 0.81 |" in text
    )


def test_a_page_is_to_be_read() -> None:
    case = Case("survived", "strides", "c1: 2x2", "raw", "strides at line 4", "no fault", None, None)
    text = page(certificate("own", network(UNCLEAN, cases=(case,) * 40)))
    assert "- survived: 40" in text
    assert text.count("  - strides: c1: 2x2 (raw): no\n") == MOST_CASES
    assert f"  - and {40 - MOST_CASES} more" in text


def test_only_the_section_of_the_assignment_is_written_anew() -> None:
    first = page(certificate("one", network(CLEAN)))
    both = page(certificate("two", network(UNCLEAN)), first)
    again = page(certificate("one", network(UNCLEAN)), both)
    assert both.startswith(first.rstrip("\n"))
    assert again.count("## one\n") == again.count("\n## two\n") == 1
    assert "padding 4" in both
    assert "padding 4" not in again
    assert page(certificate("two", network(UNCLEAN)), again) == again


def function(*, survivors: tuple[Changed, ...] = ()) -> FunctionCertificate:
    return FunctionCertificate(
        task="relu",
        accepted=16,
        rejected=(),
        rows=(Row("registered mistake", 4, 4, 3, 4, 1), Row("constants", 5, 5 - len(survivors), None, 4, 0, 2)),
        missed=(Wrongly("relu-absolute", "relu.value: value, confirmed", "no fault"),),
        survivors=survivors,
        equivalent=(),
        misled=(),
        steady=3,
        unsteady=(),
        errored=(),
        unwritten=("a mistake: it has no source",),
        texts=30,
        seconds=2.0,
    )


def test_a_function_is_a_line_and_what_it_lets_through() -> None:
    hole = Changed("constants", "relu", "reference.layers.relu", 9, "- 0\n+ 1", 400, "relu([0.5])")
    text = page(replace(certificate("own"), functions=(function(survivors=(hole,)),)))
    assert "| relu | 0 of 16 | 4 of 4 (100.0 %) | 3 of 4 (75.0 %) | 5 | 4 of 5 (80.0 %) | 1 | 2 |" in text
    assert "- relu: survived: constants in reference.layers.relu.relu, line 9: relu([0.5])\n" in text
    assert "- relu: a mistake that is not told as it should be: relu-absolute: expected relu.value" in text
    assert "- relu: not tried: a mistake: it has no source\n" in text
    assert "| network |" not in text


def test_the_text_shows_the_lines_that_were_changed_too() -> None:
    hole = Changed("constants", "relu", "reference.layers.relu", 9, "- 0\n+ 1", 400, "relu([0.5])")
    lines = list(remarks(function(survivors=(hole,))))
    place = next(number for number, line in enumerate(lines) if "survived" in line)
    assert lines[place + 1 : place + 3] == ["  - 0", "  + 1"]
    assert not is_clean(function())
    assert is_clean(replace(function(), missed=()))
