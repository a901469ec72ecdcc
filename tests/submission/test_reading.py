"""Reading what was handed in: bounded, without links, without running anything."""

import os
from pathlib import Path

import pytest

from cnncheck.submission import Submission, SubmissionError, files, is_class, members

SHIPPED = Path(__file__).parents[2] / "assignments"


def test_a_folder_is_read_with_relative_names_in_order(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "b.py").write_text("x = 1\n")
    (tmp_path / "a.py").write_text("y = 2\n")
    (tmp_path / "answers.txt").write_text("none")
    submission = Submission.read(tmp_path)
    assert [file.name for file in submission.files] == ["a.py", "answers.txt", "src/b.py"]
    assert [file.kind for file in submission.files] == ["python", "other", "python"]
    assert [one.file for one in submission.scans] == ["a.py", "src/b.py"]
    assert submission.name == tmp_path.name
    assert not submission.alone
    assert submission.notes == ()


def test_a_single_file_is_that_file_alone(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text("class Baseline: pass\n")
    (tmp_path / "neighbour.py").write_text("class LeNet5: pass\n")
    submission = Submission.read(tmp_path / "net.py")
    assert submission.alone
    assert submission.name == "net.py"
    assert [file.name for file in submission.files] == ["net.py"]
    assert submission.find(["LeNet5"], {"class"}) is None


@pytest.mark.parametrize("written", ["{}/", "{}/../{name}", "{}/."])
def test_the_name_is_the_last_component_of_the_path(tmp_path: Path, written: str) -> None:
    assert Submission.read(Path(written.format(tmp_path, name=tmp_path.name))).name == tmp_path.name


def test_a_dot_is_named_after_the_folder_it_stands_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Submission.read(Path()).name == tmp_path.name


def test_the_hash_follows_names_and_bytes_and_nothing_else(tmp_path: Path) -> None:
    for folder, name, content in (("a", "n.py", "x"), ("b", "n.py", "x"), ("c", "m.py", "x"), ("d", "n.py", "y")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(content)
    os.utime(tmp_path / "b" / "n.py", (0, 0))
    (tmp_path / "b" / ".hidden").write_text("not part of it")
    first, same, renamed, changed = (Submission.read(tmp_path / folder).hash for folder in "abcd")
    assert first == same
    assert len({first, renamed, changed}) == 3
    assert len(first) == 64


def test_a_name_and_its_content_cannot_trade_bytes_unnoticed(tmp_path: Path) -> None:
    for folder, name, content in (("a", "nx", "y"), ("b", "n", "xy")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(content)
    assert Submission.read(tmp_path / "a").hash != Submission.read(tmp_path / "b").hash


def test_hidden_folders_caches_and_virtual_environments_are_passed_over(tmp_path: Path) -> None:
    for folder in (".git", "__pycache__", "venv", "my_env"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "inside.py").write_text("")
    (tmp_path / "my_env" / "pyvenv.cfg").write_text("")
    submission = Submission.read(tmp_path)
    assert submission.files == ()
    assert submission.notes == ("my_env was not read: it is a virtual environment.",)


def test_links_and_pipes_are_not_followed_and_noted(tmp_path: Path) -> None:
    secret = tmp_path / "secret.py"
    secret.write_text("answers = 42")
    handed_in = tmp_path / "handed_in"
    handed_in.mkdir()
    (handed_in / "link.py").symlink_to(secret)
    (handed_in / "folder").symlink_to(tmp_path)
    os.mkfifo(handed_in / "pipe.py")
    submission = Submission.read(handed_in)
    assert submission.files == ()
    assert submission.notes == (
        "folder was not read: it is a link.",
        "link.py was not read: it is a link.",
        "pipe.py was not read: it is not a regular file.",
    )


def test_a_file_that_becomes_a_link_while_it_is_read_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("answers")
    (tmp_path / "link").symlink_to(tmp_path / "secret")
    read, notes = files.read_one(tmp_path / "link")
    assert read == ()
    assert notes[0].startswith("link was not read: ")


def test_too_many_files_are_left_out_with_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_FILES", 3)
    for number in range(5):
        (tmp_path / f"{number}.py").write_text("")
    submission = Submission.read(tmp_path)
    assert len(submission.files) == 3
    assert submission.notes == ("Only the first 3 files were read.",)


def test_too_many_names_are_left_out_with_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_ENTRIES", 4)
    for number in range(9):
        (tmp_path / f"{number}.py").write_text("")
    assert Submission.read(tmp_path).notes == ("Only the first 4 names in the submission were looked at.",)


def test_folders_without_end_are_left_out_with_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_DEPTH", 2)
    (tmp_path / "a" / "b" / "c").mkdir(parents=True)
    (tmp_path / "a" / "b" / "c" / "deep.py").write_text("")
    submission = Submission.read(tmp_path)
    assert submission.files == ()
    assert submission.notes == ("a/b/c was not read: it lies more than 2 folders deep.",)


def test_a_huge_python_file_is_listed_and_not_parsed(tmp_path: Path) -> None:
    (tmp_path / "huge.py").write_bytes(b"#" * (files.MAX_CODE + 1))
    submission = Submission.read(tmp_path)
    assert [file.name for file in submission.files] == ["huge.py"]
    assert submission.scans == ()
    assert submission.notes == ("huge.py was not read as code: it is larger than 512 KiB.",)


def test_all_code_together_is_bounded(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.py").write_text("#" * 8)
    reading = files.Reading(code_left=10)
    for name in "ab":
        files._read_into(reading, tmp_path / f"{name}.py", f"{name}.py")
    assert [file.data is not None for file in reading.files] == [True, False]
    assert reading.notes == ["b.py was not read as code: there is too much code."]


def test_notes_are_bounded(tmp_path: Path) -> None:
    for number in range(50):
        (tmp_path / f"{number:02}").symlink_to(tmp_path)
    notes = Submission.read(tmp_path).notes
    assert len(notes) == 21
    assert notes[-1] == "There are 30 more notes of this kind."


def test_a_notebook_is_listed_and_noted(tmp_path: Path) -> None:
    (tmp_path / "work.ipynb").write_text("{}")
    submission = Submission.read(tmp_path)
    assert submission.files[0].kind == "notebook"
    assert submission.notes == ("work.ipynb was not read: notebooks are not read yet.",)
    finding = submission.missing(["Baseline"], {"class"})
    assert finding.code == "missing-file"
    assert finding.hint == "Notebooks are not read yet: save the code as a .py file as well."


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("hw.zip", "is an archive, and archives are not read yet. Unpack it and name the folder."),
        ("hw.tar.gz", "is an archive, and archives are not read yet. Unpack it and name the folder."),
        ("hw.ipynb", "is a notebook, and notebooks are not read yet. Save it as a .py file."),
        ("hw.txt", "is not a Python file: its name does not end in .py."),
    ],
)
def test_what_is_not_read_yet_is_refused_in_a_sentence(tmp_path: Path, name: str, sentence: str) -> None:
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(SubmissionError) as refusal:
        Submission.read(tmp_path / name)
    assert str(refusal.value) == f"{tmp_path / name} {sentence}"


def test_a_missing_path_and_a_pipe_are_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError, match=r"There is no file or folder '.*nothing'\."):
        Submission.read(tmp_path / "nothing")
    with pytest.raises(SubmissionError, match="There is no file or folder"):
        Submission.read(Path("a\0b"))
    os.mkfifo(tmp_path / "pipe.py")
    with pytest.raises(SubmissionError, match="is neither a file nor a folder"):
        Submission.read(tmp_path / "pipe.py")


def test_an_endless_link_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(SubmissionError, match="There is no file or folder"):
        Submission.read(tmp_path / "loop")


def test_a_copy_holds_the_same_files_and_no_links(tmp_path: Path) -> None:
    handed_in, copy = tmp_path / "handed_in", tmp_path / "copy"
    (handed_in / "src").mkdir(parents=True)
    copy.mkdir()
    (handed_in / "src" / "a.py").write_bytes(b"x = 1\r\n")
    (handed_in / "data.npy").write_bytes(b"\x93NUMPY")
    (handed_in / "link").symlink_to("/etc")
    (handed_in / "chinese.py").write_bytes("# 网络\nx = 1".encode("gbk"))
    submission = Submission.read(handed_in)
    submission.copy_to(copy)
    assert (copy / "src" / "a.py").read_bytes() == b"x = 1\r\n"
    assert (copy / "data.npy").read_bytes() == b"\x93NUMPY"
    assert (copy / "chinese.py").read_text(encoding="utf-8") == "# 网络\nx = 1"
    assert not (copy / "link").exists()
    assert "chinese.py was read as gb18030, since it is not UTF-8." in submission.notes


def test_a_folder_of_folders_and_archives_is_a_class(tmp_path: Path) -> None:
    for name in ("student_b", "student_a", ".git", "__MACOSX"):
        (tmp_path / name).mkdir()
    (tmp_path / "student_c.zip").write_bytes(b"")
    assert is_class(tmp_path)
    assert [path.name for path in members(tmp_path)] == ["student_a", "student_b", "student_c.zip"]
    (tmp_path / "notes.txt").write_text("")
    assert not is_class(tmp_path)


def test_a_folder_with_code_an_empty_one_and_a_file_are_no_class(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert not is_class(tmp_path / "empty")
    assert not is_class(SHIPPED / "student_x")
    assert not is_class(SHIPPED / "student_x" / "primitives.py")
    assert not is_class(tmp_path / "nothing")


def test_a_link_to_somebody_elses_work_is_no_member(tmp_path: Path) -> None:
    (tmp_path / "student_a").mkdir()
    (tmp_path / "student_b").symlink_to(tmp_path / "student_a")
    assert [path.name for path in members(tmp_path)] == ["student_a"]
