"""The preview of a draft: its Markdown rendered, with the pictures that lie beside its source."""

from __future__ import annotations

import mimetypes
from pathlib import PurePosixPath

from transpipe.errors import ParseError
from transpipe.jobs.review_drafts import Drafts, Unusable
from transpipe.model import Finding
from transpipe.review.preview import Resource, preview_page
from transpipe.stores.site import Site

_LARGEST_IMAGE = 4_000_000  # bytes; larger pictures are left out
_SCANS = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif")


def preview(drafts: Drafts, id_: str) -> str | None:
    """The draft as HTML, not to be shown without a sandbox; None when there is none with this id."""
    entry = drafts.find(id_)
    if entry is None:
        return None
    draft = drafts.site.read(entry.path)
    if isinstance(draft, Finding):
        return preview_page(b"", draft.message, lambda name: None)
    page = PurePosixPath(entry.source).parent
    try:
        return preview_page(draft.data, drafts.open(entry).title, lambda name: _resource(drafts.site, page, name))
    except (Unusable, ParseError) as error:
        return preview_page(b"", str(error), lambda name: None)


def _resource(site: Site, folder: PurePosixPath, name: str) -> Resource | None:
    """A picture beside the source, by its plain name: no path from a post is followed."""
    mime = mimetypes.guess_type(name)[0] or ""
    if mime not in _SCANS or PurePosixPath(name).name != name or name not in _names(site, folder):
        return None
    data = site.now(str(folder / name))
    return Resource(data, mime) if data is not None and len(data) <= _LARGEST_IMAGE else None


def _names(site: Site, folder: PurePosixPath) -> set[str]:
    return {item.name for item in (site.root / folder).iterdir() if item.is_file() and not item.is_symlink()}
