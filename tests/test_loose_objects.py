"""What a refused change has left in the objects of git is deleted, and nothing that anybody else wants."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from wmstrat.repo import Repository
from wmstrat.repo.loose_objects import NewBlobs
from wmstrat.repo.place import Place, repository

Git = Callable[..., str]


@pytest.fixture(params=["sha1", "sha256"])
def place(request: pytest.FixtureRequest, tmp_path: Path, git: Git) -> Place:
    git(tmp_path, "init", "--quiet", f"--object-format={request.param}")
    found = repository(tmp_path)
    assert found
    return found


def objects(place: Place) -> set[str]:
    files = (place.common_directory / "objects").glob("??/*")
    return {file.parent.name + file.name for file in files}


def write(place: Place, git: Git, name: str, text: str) -> str:
    (place.top / name).write_text(text)
    return git(place.top, "hash-object", "-w", name).strip()


def test_what_leads_to_a_new_blob_goes_with_it(place: Place, git: Git) -> None:
    other = write(place, git, "other", "other\n")
    before = NewBlobs(place, [b"secret\n", b"other\n"])
    write(place, git, "secret", "secret\n")
    git(place.top, "add", ".")
    tree = git(place.top, "write-tree").strip()
    commit = git(place.top, "commit-tree", "-m", "A change", tree).strip()
    assert {tree, commit, other} < objects(place)
    git(place.top, "rm", "--quiet", "--cached", "-r", ".")
    before.forget()
    assert objects(place) == {other}


def test_what_somebody_staged_meanwhile_stays(place: Place, git: Git) -> None:
    before = NewBlobs(place, [b"secret\n"])
    blob = write(place, git, "secret", "secret\n")
    git(place.top, "add", "secret")
    before.forget()
    assert objects(place) == {blob}


def test_what_another_git_writes_at_that_moment_stays(
    place: Place, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = NewBlobs(place, [b"secret\n"])
    blob = write(place, git, "secret", "secret\n")
    run: Callable[..., bytes] = Repository.run

    def while_another_adds(self: Repository, *arguments: str, **how: object) -> bytes:
        answer = run(self, *arguments, **how)
        git(place.top, "add", "secret")
        return answer

    monkeypatch.setattr(Repository, "run", while_another_adds)
    before.forget()
    assert objects(place) == {blob}
    assert git(place.top, "cat-file", "blob", blob) == "secret\n"
