"""Where two histories have parted: read from git's files, or asked of git, always as git itself says it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import GitProcesses
from wmstrat.repo import Repository, objects
from wmstrat.repo.parting import MOST, common, parted_in_a_row
from wmstrat.repo.place import repository

Git = Callable[..., str]

# Each commit with its parents, and the two whose histories are compared; a letter stands for a commit.
SHAPES = {
    "the same": ("a b:a", "b", "b", True),
    "one goes on": ("a b:a c:b d:c", "d", "b", True),
    "the other goes on": ("a b:a c:b", "a", "c", True),
    "both go on": ("a b:a c:b d:c x:a y:x", "d", "y", True),
    "a merge before they parted": ("a b:a c:a m:b,c d:m x:m", "d", "x", True),
    "a merge since": ("a b:a c:a m:b,c d:m", "d", "c", False),
    "a merge of one with the other": ("a b:a x:a m:b,x y:x", "m", "y", False),
    "histories that crossed": ("a b:a c:a m:b,c n:c,b", "m", "n", False),
    "nothing in common": ("a b:a x y:x", "b", "y", False),
    "many commits": (f"a0 {' '.join(f'a{number + 1}:a{number}' for number in range(MOST))}", f"a{MOST}", "a0", False),
}  # fmt: skip


@pytest.fixture
def repo(tmp_path: Path, git: Git) -> Repository:
    git(tmp_path, "init", "-q")
    place = repository(tmp_path)
    assert place
    return Repository(place)


def made(repo: Repository, shape: str) -> dict[str, str]:
    """The commits of a shape by their letters."""
    lines, names = [], [entry.partition(":")[0] for entry in shape.split(" ")]
    for entry in shape.split(" "):
        name, _, parents = entry.partition(":")
        lines += [
            f"commit refs/heads/{name}",
            f"mark :{names.index(name) + 1}",
            "committer M <m@example.org> 0 +0000",
        ]
        lines += [f"data {len(name)}", name]
        for place, parent in enumerate(filter(None, parents.split(","))):
            lines += [f"{'merge' if place else 'from'} :{names.index(parent) + 1}"]
        lines += [""]
    repo.run("fast-import", "--quiet", stdin="\n".join(lines).encode(), settings=("fastimport.unpackLimit=1000",))
    listed = repo.run("for-each-ref", "--format=%(refname:short) %(objectname)").decode().splitlines()
    return dict(line.split(" ") for line in listed)


@pytest.mark.parametrize("name", SHAPES)
def test_it_is_where_git_says(repo: Repository, git: Git, git_processes: GitProcesses, name: str) -> None:
    shape, one, other, is_in_a_row = SHAPES[name]
    commits = made(repo, shape)
    mine, theirs = commits[one], commits[other]
    bases = git(repo.place.top, "merge-base", "--all", mine, theirs, check=False).split()
    counts = git(repo.place.top, "rev-list", "--left-right", "--count", f"{mine}...{theirs}").split()
    git_processes.verbs()

    assert sorted(common(repo, mine, theirs)) == sorted(bases)
    assert git_processes.verbs() == ([] if is_in_a_row else ["merge-base"])
    parted = parted_in_a_row(repo, mine, theirs)
    assert (parted is not None) == is_in_a_row
    if parted:
        assert [str(parted.mine), str(parted.theirs)] == counts
    git(repo.place.top, "repack", "-adq")
    assert sorted(common(repo, mine, theirs)) == sorted(bases)


def test_a_parent_that_git_does_not_count_is_none(repo: Repository, git: Git) -> None:
    """Whoever writes a commit by hand could name a parent where git does not look for it."""
    commits = made(repo, "a b:a x")
    data = repo.run("cat-file", "commit", commits["b"])
    head, author, message = data.partition(b"author")
    odd = head + author + message.replace(b"\n\n", f"\nparent {commits['x']}\n\n".encode(), 1)
    name = git_made(repo, odd.replace(f"parent {commits['a']}\n".encode(), b""))
    assert git(repo.place.top, "merge-base", "--all", name, commits["x"], check=False) == ""
    assert common(repo, name, commits["x"]) == []


def git_made(repo: Repository, data: bytes) -> str:
    return repo.run("hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=data).decode().strip()


def test_loose_and_packed_objects_are_read_alike(repo: Repository, git: Git, git_processes: GitProcesses) -> None:
    contents = [b"", b"one\n", b"\0" * 200_000, "".join(map(chr, range(32, 40_000))).encode()]
    contents = [content * 3 for content in contents]
    names = [repo.run("hash-object", "-w", "--stdin", stdin=content).decode().strip() for content in contents]
    git_processes.verbs()
    assert objects.blobs(repo, names) == dict(zip(names, contents, strict=True))
    assert objects.sizes(repo, names) == {name: len(data) for name, data in zip(names, contents, strict=True)}
    assert git_processes.verbs() == []

    # Some are in a pack, one is nowhere.
    git(repo.place.top, "repack", "-q")
    pack = "".join(f"{name}\n" for name in names[:2]).encode()
    repo.run("pack-objects", "-q", str(repo.place.common_directory / "objects/pack/pack"), stdin=pack)
    git(repo.place.top, "prune-packed", "-q")
    asked = [*names, "1" * 40]
    assert objects.blobs(repo, asked) == dict(zip(names, contents, strict=True))
    assert objects.sizes(repo, asked) == {name: len(data) for name, data in zip(names, contents, strict=True)}
    assert git_processes.verbs().count("cat-file") == 2


def test_a_broken_object_is_left_to_git(repo: Repository) -> None:
    name = repo.run("hash-object", "-w", "--stdin", stdin=b"one\n" * 100).decode().strip()
    file = repo.place.common_directory / "objects" / name[:2] / name[2:]
    file.chmod(0o644)
    for data in (b"", b"x", file.read_bytes()[:8]):
        file.write_bytes(data)
        assert objects.loose_object(repo, name, b"blob") is None
        assert objects.sizes(repo, [name]) == {}
