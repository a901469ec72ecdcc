"""Copies of submissions: regular files only, bounded, and no link followed."""

import os
from pathlib import Path

import pytest

from cnncheck.sandbox import Zygote, files
from cnncheck.sandbox.files import copy_submission, remove_tree, tree_size


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_folder_is_copied_without_links_pipes_and_histories(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "models").mkdir(parents=True)
    (source / ".git").mkdir()
    (source / "main.py").write_text("x = 1")
    (source / "models" / "lenet5.py").write_text("y = 2")
    (source / ".git" / "HEAD").write_text("ref")
    (tmp_path / "secret").write_text("secret")
    (source / "link.py").symlink_to(tmp_path / "secret")
    (source / "folder").symlink_to(tmp_path)
    os.mkfifo(source / "pipe")
    copy, left_out = copy_submission(source, tmp_path / "copy")
    assert copy == tmp_path / "copy"
    assert names(copy) == ["main.py", "models", "models/lenet5.py"]
    assert left_out == ("folder", "link.py", "pipe")


def test_a_file_is_copied_without_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "net.py").write_text("x = 1")
    (tmp_path / "neighbour.py").write_text("y = 2")
    copy, left_out = copy_submission(tmp_path / "net.py", tmp_path / "copy")
    assert copy == tmp_path / "copy" / "net.py"
    assert names(tmp_path / "copy") == ["net.py"]
    assert left_out == ()


def test_the_largest_files_are_left_out_when_all_are_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_COPY_BYTES", 1000)
    source = tmp_path / "source"
    source.mkdir()
    (source / "a_checkpoint.h5").write_bytes(b"x" * 900)
    (source / "net.py").write_bytes(b"x" * 200)
    _, left_out = copy_submission(source, tmp_path / "copy")
    assert left_out == ("a_checkpoint.h5",)
    assert names(tmp_path / "copy") == ["net.py"]


def test_a_huge_number_of_files_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_COPY_ENTRIES", 5)
    source = tmp_path / "source"
    source.mkdir()
    for number in range(9):
        (source / f"{number}.py").write_text("")
    _, left_out = copy_submission(source, tmp_path / "copy")
    assert len(names(tmp_path / "copy")) == 5
    assert left_out == ("...",)


def test_a_hole_as_large_as_a_disk_is_left_out(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    with (source / "hole").open("wb") as hole:
        hole.truncate(1 << 40)
    assert copy_submission(source, tmp_path / "copy")[1] == ("hole",)


def test_a_worker_tells_what_was_left_out(zygote: Zygote, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/passwd")
    with zygote.spawn(tmp_path) as worker:
        assert worker.left_out == ("link",)


def test_the_size_of_a_tree_counts_blocks_and_entries(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "file").write_bytes(b"x" * 10_000)
    (tmp_path / "loop").symlink_to(tmp_path)
    size, entries = tree_size(tmp_path, most_entries=100)
    assert entries == 3
    assert size >= 10_000


def test_counting_stops_soon_after_too_many(tmp_path: Path) -> None:
    for number in range(50):
        (tmp_path / str(number)).touch()
    assert tree_size(tmp_path, most_entries=10)[1] == 11


def test_removing_follows_no_link(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").touch()
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "link").symlink_to(tmp_path / "kept")
    remove_tree(tmp_path / "tree")
    assert names(tmp_path) == ["kept", "kept/file"]


def test_code_for_workers_holds_nothing_but_their_rooms(tmp_path: Path) -> None:
    assert files.copy_code(tmp_path / "code") == "cnncheck.worker.main"
    assert {path.parts[:2] for path in map(Path, names(tmp_path / "code")) if len(path.parts) > 1} == {
        ("cnncheck", "inside"),
        ("cnncheck", "worker"),
    }
