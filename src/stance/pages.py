"""Articles out of web pages: HTML (extra ``html``) and WARC of crawls (extra ``warc``).

The article's text is what trafilatura takes for it (Barbaresi, ACL 2021 demonstrations).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import urlsplit

from stance.errors import InputError
from stance.extras import load_extra
from stance.rows import Numbered, Row

__all__ = ["page_row", "warc_rows"]


def page_row(content: bytes, name: str, url: str | None = None) -> Row:
    """Return the article of a page as a row with id, text, title, date and source.

    Raises
    ------
    InputError
        If the page holds no text of an article.
    """
    extract = load_extra("trafilatura", "html").bare_extraction
    found = extract(content, url=url, include_comments=False, with_metadata=True)
    if found is None or not found.text:
        raise InputError("no text of an article in this page.")
    source = found.sitename or found.hostname
    return {
        "id": name,
        "text": found.text,
        "title": found.title,
        "date": found.date,
        "source": source,
    }


def warc_rows(file: IO[bytes]) -> Iterator[Numbered]:
    """Yield the articles of the pages of a crawl; what is not a page that was served is passed by.

    The number is the record's, the id its address; a page without an article yields its error.
    """
    warcio = load_extra("warcio.archiveiterator", "warc")
    damaged = load_extra("warcio.exceptions", "warc").ArchiveLoadFailed
    number = 0
    try:
        for number, record in enumerate(warcio.ArchiveIterator(file), 1):
            if not _is_page(record):
                continue
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            try:
                row = page_row(record.content_stream().read(), url, url)
            except InputError as error:
                yield number, InputError(f"{url}: {error}")
                continue
            seen = (record.rec_headers.get_header("WARC-Date") or "")[:10]
            host = urlsplit(url).hostname
            yield number, {**row, "date": row["date"] or seen, "source": row["source"] or host}
    except damaged as error:
        yield number + 1, InputError(f"damaged ({error}). Make the file anew.")


def _is_page(record: Any) -> bool:
    if record.rec_type != "response" or record.http_headers is None:
        return False
    kind = (record.http_headers.get_header("Content-Type") or "").lower()
    return "html" in kind and record.http_headers.get_statuscode() == "200"
