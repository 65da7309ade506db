"""What is a facet value called, in both languages, and in which order do values stand?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from search_app.data import read_table
from search_app.model import STATUSES, Bilingual, DocumentHead
from search_app.search.engine import AMOUNT_BUCKETS, bucket_name
from search_app.search.model import NONE


def make_labels(heads: Sequence[DocumentHead]) -> Mapping[str, Mapping[str, Bilingual]]:
    """By facet, every value's label, in the order in which values are listed. ``heads``: every version of every
    document, in the order of the catalogue, oldest first."""
    labels: dict[str, dict[str, Bilingual]] = {
        row["facet"]: {value: Bilingual(*names) for value, names in row["names"].items()}
        for row in read_table("labels", "label")
    }
    labels["validity"] = {status: labels["validity"][status] for status in STATUSES}
    order = [bucket_name(*bucket) for bucket in AMOUNT_BUCKETS] + ["none"]
    labels["amount"] = {value: labels["amount"][value] for value in order}
    labels["industry"] = {row["id"]: Bilingual(row["zh"], row["en"]) for row in read_table("industries", "industry")}
    labels["document"] = {head.id: head.title for head in heads}
    known = {
        row["id"]: Bilingual(row["printed"][0], row["short_en"]) for row in read_table("departments", "department")
    }
    newest = {head.id: head for head in heads}
    every = (*newest.values(), *(head for head in heads if head is not newest[head.id]))
    named = {department.id: department.name for head in every for department in head.departments}
    labels["department"] = {i: known.get(i, name) for i, name in named.items()} | labels["department"]
    labels["responsible"] = labels["department"]
    for names in labels.values():
        names.setdefault(NONE, Bilingual("无", "None"))
    return labels
