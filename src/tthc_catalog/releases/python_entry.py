"""The Python function `tthc_catalog.verify`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tthc_catalog.decisions.decision import Decision
from tthc_catalog.loading import load_catalog
from tthc_catalog.records.catalog import Catalog
from tthc_catalog.releases.papers import from_decision, read_papers
from tthc_catalog.releases.verification import Verdict, Verifier


def verify(
    papers: Iterable[Decision | Mapping[str, Any] | str | os.PathLike[str]], *, catalog: Catalog | str | os.PathLike[str] | None = None
) -> tuple[Verdict, ...]:
    """Derive old answers again, and say of each whether it is what the catalog promised.

    Args:
        papers: decisions, their plain data (`Decision.to_dict`), or files with decisions or slips.
        catalog: a catalog, its folder, or the id of a plugin's catalog; by default the packaged catalog. Its folder has the releases.

    Raises:
        ReleaseError: a release is damaged, or a file holds no answer.
        CatalogError: the catalog has at least one problem of severity *error*.
        OSError: a file cannot be read.

    >>> from tthc_catalog import Engine, load_catalog
    >>> decision = Engine(load_catalog()).decide("1.001193", level="commune", received_at="2023-09-29 15:31")
    >>> [verdict.status for verdict in verify([decision, decision.to_dict()])]
    ['same', 'same']
    """
    verifier = Verifier(catalog if isinstance(catalog, Catalog) else load_catalog(catalog))
    verdicts: list[Verdict] = []
    for number, paper in enumerate(papers, 1):
        if isinstance(paper, Decision):
            verdicts.append(verifier.verify(from_decision(paper.to_dict(explain=False), f"#{number}")))
        elif isinstance(paper, Mapping):
            verdicts.append(verifier.verify(from_decision(paper, f"#{number}")))
        else:
            verdicts += [verifier.verify(found) for found in read_papers(Path(paper))]
    return tuple(verdicts)
