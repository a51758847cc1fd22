"""A short session gives the same results under any settings of git, and in any environment.

On demand, since it takes over a minute: `pytest -m matrix`. Settings that have nothing to do with each other
are tried together; to find the one that makes a difference, try half of them.
"""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import CLEARED, TODAY

pytestmark = pytest.mark.matrix

MOMENT = "2018-07-20T09:00:00+02:00"
WHO = {f"GIT_{role}_NAME": "Member Zo\u00eb" for role in ("AUTHOR", "COMMITTER")}
WHO |= {f"GIT_{role}_EMAIL": "member-17@example.org" for role in ("AUTHOR", "COMMITTER")}
WHEN = {f"GIT_{role}_DATE": MOMENT for role in ("AUTHOR", "COMMITTER")}

# "{home}" is a folder with a program that signs, one that fails, and files that settings name.
SETTINGS: dict[str, tuple[str, ...]] = {
    "line ends of Windows": ("core.autocrlf=true", "core.safecrlf=true", "core.eol=crlf"),
    "line ends of Unix": ("core.autocrlf=input", "core.safecrlf=warn", "core.whitespace=cr-at-eol,tab-in-indent"),
    "names": (
        "core.quotePath=true", "core.precomposeUnicode=true", "core.ignoreCase=true", "core.protectNTFS=true",
        "core.protectHFS=true", "core.fileMode=false", "core.symlinks=false",
    ),
    "a quick index": (
        "core.fsmonitor=true", "core.untrackedCache=true", "index.version=4", "feature.manyFiles=true",
        "core.splitIndex=true", "core.preloadIndex=false", "core.checkStat=minimal", "core.trustctime=false",
        "index.threads=2", "feature.experimental=true",
    ),
    "status": (
        "status.showUntrackedFiles=no", "status.relativePaths=false", "status.short=true", "status.branch=true",
        "status.renames=copies", "status.showStash=true", "status.aheadBehind=false", "status.submoduleSummary=true",
    ),
    "colours": (
        "color.ui=always", "color.status=always", "color.diff=always", "color.branch=always", "column.ui=always",
        "core.pager={home}/fails", "pager.log=true", "pager.diff=true", "log.decorate=full", "diff.wordRegex=.",
        "diff.colorMoved=zebra", "color.pager=true",
    ),
    "differences": (
        "diff.external={home}/fails", "diff.noprefix=true", "diff.mnemonicPrefix=true", "diff.renames=false",
        "diff.algorithm=histogram", "diff.ignoreSubmodules=all", "diff.orderFile={home}/order", "diff.context=0",
        "diff.interHunkContext=9", "diff.suppressBlankEmpty=true", "diff.relative=true", "diff.statNameWidth=9",
        "diff.markdown.textconv={home}/fails", "diff.tool=fails", "diff.dirstat=lines",
    ),
    "copies": ("diff.renames=copies", "diff.renameLimit=1", "merge.renameLimit=1", "merge.directoryRenames=true"),
    "log": (
        "log.showSignature=true", "log.date=relative", "log.follow=true", "log.mailmap=false", "log.showRoot=false",
        "log.abbrevCommit=true", "log.diffMerges=first-parent", "format.pretty=oneline", "core.abbrev=40",
        "log.excludeDecoration=refs/*", "mailmap.file={home}/nothing",
    ),
    "merges": (
        "merge.conflictStyle=diff3", "merge.ff=false", "merge.renames=false", "merge.autoStash=true",
        "merge.log=true", "merge.verifySignatures=true", "merge.stat=false", "merge.branchdesc=true",
        "branch.main.mergeOptions=--squash", "merge.default=union", "merge.tool=fails", "rerere.enabled=true",
        "rerere.autoUpdate=true",
    ),
    "merges by fast-forward alone": (
        "merge.ff=only", "merge.conflictStyle=zdiff3", "pull.ff=only", "pull.rebase=true",
    ),
    "branches": (
        "branch.autoSetupMerge=always", "branch.autoSetupRebase=always", "branch.sort=-committerdate",
        "init.defaultBranch=trunk", "checkout.defaultRemote=elsewhere", "checkout.guess=false",
        "rebase.autoStash=true",
        "core.logAllRefUpdates=false", "core.warnAmbiguousRefs=true",
    ),
    "remotes": (
        "fetch.prune=true", "fetch.pruneTags=true", "fetch.fsckObjects=true", "transfer.fsckObjects=true",
        "receive.fsckObjects=true", "fetch.parallel=0", "fetch.writeCommitGraph=true", "fetch.output=compact",
        "push.default=nothing", "push.followTags=true", "push.gpgSign=if-asked", "push.recurseSubmodules=on-demand",
        "submodule.recurse=true", "fetch.recurseSubmodules=true", "protocol.version=0", "fetch.all=true",
        "remote.pushDefault=elsewhere", "clone.defaultRemoteName=origin", "transfer.hideRefs=refs/wmstrat",
    ),
    "remotes, otherwise": (
        "push.default=matching", "push.autoSetupRemote=true", "protocol.version=1", "fetch.prune=0",
    ),
    "signed": ("commit.gpgSign=true", "gpg.program={home}/signs", "tag.gpgSign=true", "user.signingKey=17"),
    "messages": (
        "commit.template={home}/template", "commit.verbose=true", "commit.status=false", "commit.cleanup=scissors",
        "core.commentChar=W", "core.editor={home}/fails", "sequence.editor={home}/fails", "trailer.separators=#",
        "trailer.ifexists=replace", "i18n.commitEncoding=ISO-8859-1", "i18n.logOutputEncoding=ISO-8859-1",
        "gui.encoding=ISO-8859-1",
    ),
    "messages, otherwise": ("commit.cleanup=strip", "core.commentChar=auto", "i18n.logOutputEncoding=UTF-16"),
    "objects": (
        "core.compression=0", "core.bigFileThreshold=1", "core.useReplaceRefs=false", "gc.auto=1", "core.fsync=all",
        "pack.writeBitmaps=false", "repack.writeBitmaps=false", "core.multiPackIndex=false", "core.commitGraph=false",
        "core.sharedRepository=group", "safe.bareRepository=all", "maintenance.auto=false",
        "extensions.worktreeConfig=true",
    ),
    "attributes": (
        "core.attributesFile={home}/attributes", "core.excludesFile={home}/ignored", "core.hooksPath=/nowhere",
    ),
    "advice": (
        "advice.statusHints=false", "advice.detachedHead=false", "help.autoCorrect=immediate", "alias.commit=!false",
        "alias.st=status", "interactive.diffFilter=fails", "include.path={home}/nothing",
        "blame.coloring=repeatedLines",
    ),
}  # fmt: skip

ENVIRONMENTS: dict[str, dict[str, str]] = {
    "another repository": {
        "GIT_DIR": "/nowhere", "GIT_WORK_TREE": "/nowhere", "GIT_INDEX_FILE": "/nowhere/index",
        "GIT_OBJECT_DIRECTORY": "/nowhere/objects", "GIT_COMMON_DIR": "/nowhere", "GIT_PREFIX": "groups/",
        "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.bare", "GIT_CONFIG_VALUE_0": "true",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": "/nowhere", "GIT_SHALLOW_FILE": "/nowhere", "GIT_GRAFT_FILE": "/nowhere",
        "GIT_CONFIG_PARAMETERS": "'core.bare'='true'", "GIT_REPLACE_REF_BASE": "refs/nowhere",
    },
    "pathspecs": {"GIT_GLOB_PATHSPECS": "1", "GIT_ICASE_PATHSPECS": "1"},
    "pathspecs, literal": {"GIT_LITERAL_PATHSPECS": "1", "GIT_NO_REPLACE_OBJECTS": "1"},
    "programs": {
        "GIT_PAGER": "{home}/fails", "PAGER": "{home}/fails", "GIT_EDITOR": "{home}/fails", "EDITOR": "{home}/fails",
        "GIT_EXTERNAL_DIFF": "{home}/fails", "GIT_DIFF_OPTS": "-u0", "GIT_ASKPASS": "{home}/fails", "VISUAL": "fails",
        "GIT_SEQUENCE_EDITOR": "{home}/fails", "GIT_MERGE_AUTOEDIT": "yes", "GIT_PROXY_COMMAND": "{home}/fails",
        "SHELL": "/nowhere", "BROWSER": "{home}/fails", "CDPATH": "/", "GIT_TERMINAL_PROMPT": "1",
    },
    "how git works": {
        "GIT_OPTIONAL_LOCKS": "0", "GIT_FLUSH": "0", "GIT_REFLOG_ACTION": "another", "GIT_CEILING_DIRECTORIES": "/",
        "GIT_TRACE": "{home}/trace", "GIT_TRACE_SETUP": "{home}/trace", "GIT_TRACE2_EVENT": "{home}/events",
        "GIT_ALLOW_PROTOCOL": "file", "GIT_PROTOCOL": "version=2", "GIT_MERGE_VERBOSITY": "5", "GIT_ADVICE": "0",
        "GIT_DISCOVERY_ACROSS_FILESYSTEM": "1", "GIT_REF_PARANOIA": "1", "GIT_PRINT_SHA1_ELLIPSIS": "yes",
    },
    "longer names of objects": {"GIT_DEFAULT_HASH": "sha256"},
    "no language": {"LANG": "", "LC_ALL": "C", "LANGUAGE": "de:fr", "TZ": "Pacific/Kiritimati"},
    "an unknown language": {"LANG": "xx_XX.ISO-8859-1", "LC_CTYPE": "tr_TR.ISO-8859-9", "TZ": "No/Where"},
    "POSIX": {"LC_ALL": "POSIX", "POSIXLY_CORRECT": "1", "TZ": "XXX+23:59", "IFS": "x"},
    "Python": {
        "PYTHONOPTIMIZE": "2", "PYTHONHASHSEED": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1",
        "PYTHONSAFEPATH": "1", "PYTHONNOUSERSITE": "1", "PYTHONDEVMODE": "", "PYTHONINTMAXSTRDIGITS": "640",
    },
    "a HOME that is not there": {"HOME": "/nowhere", "XDG_CONFIG_HOME": "/nowhere", "USER": "", "LOGNAME": ""},
    "odd names of folders": {"TMPDIR": "{home}/a b 'c", "HOME": "{home}/a b 'c", "XDG_CONFIG_HOME": "relative"},
    "a machine of its own": {"CI": "true", "GITHUB_ACTIONS": "true", "LINES": "1"},
}  # fmt: skip

UMASKS = (0o000, 0o027, 0o077)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what settings name."""
    folder = tmp_path_factory.mktemp("surroundings")
    (folder / "a b 'c").mkdir()
    for name, text in {
        "attributes": "*.txt binary\n*.md diff=markdown\n",
        "ignored": "*.log\n~*\n",
        "order": "*.yaml\n",
        "template": "# Why?\nTICKET-\n",
        "nothing": "",
    }.items():
        (folder / name).write_text(text)
    for name, text in {
        "fails": "exit 1",
        "signs": 'cat >&2; printf "\\n[GNUPG:] SIG_CREATED \\n" >&2; echo a signature',
    }.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    return folder


def session(
    home: Path, folder: Path, *, settings: tuple[str, ...] = (), umask: int = 0o022, **more: str
) -> list[str]:
    """What a short session printed and left."""
    folder.mkdir()
    config = folder.with_suffix(".config")
    config.write_text("")
    for setting in settings:
        name, _, value = setting.partition("=")
        command = ["git", "config", "--file", str(config), name, value.format(home=home)]
        subprocess.run(command, check=True, capture_output=True)
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith((*CLEARED, "LANG", "PYTHON", "TZ"))
    }
    environment: Mapping[str, str] = {
        **kept, **WHO, **WHEN, "HOME": str(home), "GIT_CONFIG_GLOBAL": str(config), "GIT_CONFIG_NOSYSTEM": "1",
        "WMSTRAT_TODAY": TODAY, "NO_COLOR": "1", "TERM": "dumb", "LANG": "C.UTF-8", "COLUMNS": "100",
        "PYTHONPATH": str(Path(__file__).parents[2]),
        **{name: value.format(home=home) for name, value in more.items()},
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.contract.short_session", str(folder)],
        env=environment, capture_output=True, encoding="utf-8", umask=umask,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    return done.stdout.splitlines()


@pytest.fixture(scope="session")
def usual(home: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the session gives in usual surroundings."""
    told = session(home, tmp_path_factory.mktemp("usual") / "session")
    assert told == session(home, tmp_path_factory.mktemp("usual") / "session"), (
        "the session is not the same each time"
    )
    return told


def assert_same(usual: list[str], told: list[str]) -> None:
    difference = "\n".join(difflib.unified_diff(usual, told, "usual", "here", lineterm="", n=1))
    assert not difference, difference


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_settings_of_git_change_nothing(
    home: Path, tmp_path: Path, usual: list[str], settings: tuple[str, ...]
) -> None:
    assert_same(usual, session(home, tmp_path / "session", settings=settings))


@pytest.mark.parametrize("environment", ENVIRONMENTS.values(), ids=ENVIRONMENTS)
def test_the_environment_changes_nothing(
    home: Path, tmp_path: Path, usual: list[str], environment: dict[str, str]
) -> None:
    assert_same(usual, session(home, tmp_path / "session", **environment))


@pytest.mark.parametrize("umask", UMASKS, ids=oct)
def test_the_umask_changes_nothing(home: Path, tmp_path: Path, usual: list[str], umask: int) -> None:
    assert_same(usual, session(home, tmp_path / "session", umask=umask))
