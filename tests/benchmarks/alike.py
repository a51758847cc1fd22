"""How often `search --like` finds the document that another one supersedes, beside other weightings and a guess.

python -m tests.benchmarks.alike FOLDER

FOLDER has a public collection of numbered documents that name what they supersede: PEPs (pep-0001.rst ...) or XEPs
(xep-0001.xml ...). Their titles and first words are imported into a scratch workspace. What names another document is
left out, since it would give the answer away.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import log, sqrt
from pathlib import Path
from unittest.mock import patch

from tests.benchmarks.measuring import environment, wmstrat
from wmstrat.kinds import Catalogue
from wmstrat.record.likeness import COMMON, words_of
from wmstrat.repo.place import find
from wmstrat.reports.searching import search_like
from wmstrat.workspace.searching import folded_texts
from wmstrat.workspace.workspace import Workspace

LENGTHS = (50, 200, 1000)
FIRST = 5
# By the number of a document: its title, its text, the numbers of those that it supersedes or that supersede it.
Documents = dict[int, tuple[str, str, set[int]]]
Texts = Mapping[int, Counter[str]]


def peps(folder: Path) -> Documents:
    """Python's enhancement proposals."""
    found: Documents = {}
    for file in sorted(folder.glob("pep-[0-9]*.rst")):
        head, _, body = file.read_text().partition("\n\n")
        told = dict(re.findall(r"^([\w-]+):\s*(.*(?:\n\s+.*)*)", head, re.MULTILINE))
        partners = {int(number) for key in ("Superseded-By", "Replaces") for number in _numbers(told.get(key, ""))}
        plain = re.sub(r":pep:`[^`]*`|PEPs?[ -]?\d+|pep-\d+", "", f"{told['Title']}\n{body}")
        title, _, text = plain.partition("\n")
        found[int(_numbers(file.name)[0])] = title, text, partners
    return found


def xeps(folder: Path) -> Documents:
    """The extensions of XMPP, with their abstracts first."""
    found: Documents = {}
    for file in sorted(folder.glob("xep-[0-9]*.xml")):
        text = file.read_text(errors="replace")
        parts = [re.search(f"<{name}>(.*?)</{name}>", text, re.DOTALL) for name in ("title", "abstract")]
        title, abstract = (_plain(part[1]) if part else "" for part in parts)
        named = re.findall(r"<superseded?s?(?:by)?>.*?</superseded?s?(?:by)?>", text, re.DOTALL)
        partners = {int(number) for each in named for number in re.findall(r"<spec>XEP-(\d+)", each)}
        body = f"{abstract} {_plain(text.partition('</header>')[2])}"
        found[int(_numbers(file.name)[0])] = title or file.stem, body, partners
    return found


def _plain(text: str) -> str:
    return " ".join(re.sub(r"&\w+;|<[^>]*>|[XJ]EP-\d+", " ", text).split())


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def imported(documents: Documents, length: int, folder: Path) -> Workspace:
    """A workspace with so many words of each document as a draft, whose id has the number of the document."""
    root, table = folder / f"workspace-{length}", folder / f"draft-{length}.csv"
    with table.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "group", "title", "state", "body"))
        for number, (title, text, _) in documents.items():
            body = " ".join(text.split()[:length])
            writer.writerow((f"CB-D{number}", "CB", " ".join(title.split())[:200] or "-", "idea", body))
    for words in (["init", root, "--name", "Documents"], ["-C", root, "import", "draft", table]):
        subprocess.run([*wmstrat(), *map(str, words)], check=True, capture_output=True)
    workspace = Workspace(find(root), Catalogue())
    workspace.refresh()
    return workspace


def product(workspace: Workspace, _: Texts) -> Callable[[int], Sequence[int]]:
    """What the command shows."""

    def ranked(number: int) -> list[int]:
        hits = search_like(workspace, f"CB-D{number}", [], {"kind": "draft"}).hits
        return [int(hit.record.id.removeprefix("CB-D")) for hit in hits]

    return ranked


def cosine(_: Workspace, texts: Texts) -> Callable[[int], Sequence[int]]:
    """The cosine of all words, each by its logarithmic count and its rarity."""
    having = Counter(word for text in texts.values() for word in text)
    rarity = {word: log(len(texts) / count) for word, count in having.items()}
    weights = {
        number: {word: (1 + log(count)) * rarity[word] for word, count in text.items()}
        for number, text in texts.items()
    }
    norms = {number: sqrt(sum(each * each for each in text.values())) or 1 for number, text in weights.items()}
    return _ranking(texts, having, lambda word, at, of: weights[of][word] * weights[at][word] / norms[at], 10**9)


def shared(_: Workspace, texts: Texts) -> Callable[[int], Sequence[int]]:
    """The sum of the rarities of the rarest thirty words that are shared."""
    having = Counter(word for text in texts.values() for word in text)
    return _ranking(texts, having, lambda word, at, of: log(len(texts) / having[word]), 30)


def _ranking(
    texts: Texts, having: Counter[str], weight: Callable[[str, int, int], float], most: int
) -> Callable[[int], Sequence[int]]:
    holding: defaultdict[str, list[int]] = defaultdict(list)
    for number, text in texts.items():
        for word in text:
            holding[word].append(number)

    def ranked(number: int) -> list[int]:
        scores: Counter[int] = Counter()
        rare = (word for word in texts[number] if 1 < having[word] <= COMMON * len(texts))
        for word in sorted(rare, key=lambda word: having[word])[:most]:
            for at in holding[word]:
                scores[at] += weight(word, at, number)
        del scores[number]
        return sorted(scores, key=lambda at: -scores[at])

    return ranked


def measured(documents: Documents, folder: Path) -> Iterator[str]:
    """A line for each length of texts and each weighting."""
    pairs = [(a, b) for a, (_, _, partners) in documents.items() for b in partners if b in documents and b != a]
    partners: defaultdict[int, set[int]] = defaultdict(set)
    for a, b in pairs:
        partners[a].add(b)
        partners[b].add(a)
    asked = [(a, b) for a in sorted(partners) for b in sorted(partners[a])]
    guess = FIRST / (len(documents) - 1)
    yield f"{len(documents)} documents, {len(asked)} times asked; a guess has its partner {guess:.1%} of the times"
    for length in LENGTHS:
        workspace = imported(documents, length, folder)
        texts = {int(_numbers(Path(path).name)[0]): Counter(words_of(text)) for path, text in
                 folded_texts(workspace).items() if "/drafts/" in path}  # fmt: skip
        for weighting in (product, cosine, shared):
            ranked = weighting(workspace, texts)
            found = {a: ranked(a) for a in partners}
            places = [[at for at in found[a] if at == b or at not in partners[a]][:FIRST] for a, b in asked]
            first, five = (
                sum(b in each[:top] for (_, b), each in zip(asked, places, strict=True)) for top in (1, FIRST)
            )
            told = f"first {first / len(asked):.0%}, among five {five / len(asked):.0%}"
            yield f"{length:5} words  {weighting.__name__:8} {told}"
        workspace.close()


def main() -> None:
    """The command line."""
    source = Path(sys.argv[1])
    documents = peps(source) or xeps(source)
    if not documents:
        raise SystemExit(f"There are no PEPs and no XEPs in {source}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "home").mkdir()
        with patch.dict("os.environ", environment(folder / "home"), clear=True):
            for line in measured(documents, folder):
                print(line, flush=True)


if __name__ == "__main__":
    main()
