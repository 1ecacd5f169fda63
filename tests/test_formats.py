"""The same articles in every format, packed and at a URL: the same rows, one at a time."""

import gc
import gzip
import io
import json
import shutil
import sys
from pathlib import Path

import pytest

import stance
from stance import Article, InputError, MissingExtraError, extras
from stance.files import expand
from stance.io import read_rows, write_rows

ROWS = [{"id": f"a{i}", "text": f"Article {i}: “Peace”, she said.\n"} for i in range(20)]
TEXT = [
    f"{suffix}{packing}" for suffix in (".jsonl", ".csv", ".tsv") for packing in ("", ".gz", ".zst")
]


def packed(content: bytes, suffix: str) -> bytes:
    if suffix.endswith(".gz"):
        return gzip.compress(content)
    if suffix.endswith(".zst"):
        return pytest.importorskip("zstandard").ZstdCompressor().compress(content)
    return content


def write_as(folder: Path, suffix: str, rows=ROWS) -> Path:
    """Write rows in a format, packed as its suffix says."""
    if suffix == ".parquet":
        pytest.importorskip("pyarrow")
    kind = "." + suffix.split(".")[1]
    path = folder / f"plain{kind}"
    write_rows(rows, path)
    target = folder / f"articles{suffix}"
    target.write_bytes(packed(path.read_bytes(), suffix))
    path.unlink()
    return target


@pytest.mark.parametrize("suffix", [*TEXT, ".parquet"])
def test_every_format_holds_the_same(tmp_path, suffix):
    path = write_as(tmp_path, suffix)
    found = list(stance.read_articles(path))
    assert [(a.id, a.text) for a in found] == [(row["id"], row["text"]) for row in ROWS]
    assert [quote.text for quote in stance.read_quotes(path)] == [row["text"] for row in ROWS]


@pytest.mark.parametrize("suffix", [*TEXT, ".parquet"])
def test_articles_are_read_one_at_a_time(tmp_path, suffix):
    path = write_as(tmp_path, suffix, ROWS * 100)
    gc.collect()
    before = sum(isinstance(item, Article) for item in gc.get_objects())
    for number, _ in enumerate(stance.read_articles(path)):
        if number % 500 == 499:
            alive = sum(isinstance(item, Article) for item in gc.get_objects())
            assert alive - before <= 2


def test_an_endless_input_is_read_as_it_is_asked_for(monkeypatch):
    taken = 0

    class Endless(io.RawIOBase):
        def readable(self):
            return True

        def readinto(self, buffer):
            nonlocal taken
            taken += 1
            line = json.dumps(ROWS[0]).encode().ljust(len(buffer) - 1) + b"\n"
            buffer[:] = line
            return len(line)

    class Stdin:
        buffer = io.BufferedReader(Endless(), 200)

    monkeypatch.setattr(sys, "stdin", Stdin)
    model = stance.load()
    quotes = (quote for a in stance.read_articles("-") for quote in stance.extract_quotes(a))
    found = model.stream(quotes)
    for _ in range(5000):
        next(found)
    assert taken < 5000 + 2048 + 10  # no more than a batch is held


@pytest.mark.parametrize("suffix", [".txt", ".txt.gz", ".txt.zst"])
def test_plain_text(tmp_path, suffix):
    path = tmp_path / f"mine{suffix}"
    path.write_bytes(packed("one\ntwó".encode(), suffix))
    [article] = stance.read_articles(path)
    assert (article.text, article.id) == ("one\ntwó", "mine")
    assert [quote.text for quote in stance.read_quotes(path)] == ["one", "twó"]
    path.write_bytes(packed(b"one\n\xff", suffix))
    rejects = []
    assert list(stance.read_articles(path, on_reject=rejects.append)) == []
    assert [q.text for q in stance.read_quotes(path, on_reject=rejects.append)] == ["one"]
    assert [(r.line, "UTF-8" in r.reason) for r in rejects] == [(1, True), (2, True)]


PAGE = """<html lang="en"><head><title>Talks in Bern</title>
<meta property="article:published_time" content="2024-03-05T10:00:00Z">
<meta property="og:site_name" content="The Paper"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Talks in Bern</h1>
<p>Minister Ada Lind spoke for a long time in Bern about the war and what follows from it.</p>
<p>“Russia must end this criminal war,” she said on Monday before leaving for the talks.</p>
</article><footer>Imprint</footer></body></html>"""


@pytest.mark.parametrize("suffix", [".html", ".htm.gz", ".html.zst"])
def test_a_page(tmp_path, suffix):
    pytest.importorskip("trafilatura")
    path = tmp_path / f"talks{suffix}"
    path.write_bytes(packed(PAGE.encode(), suffix))
    [article] = stance.read_articles(path)
    assert (article.id, article.title, article.date, article.source) == (
        "talks",
        "Talks in Bern",
        "2024-03-05",
        "The Paper",
    )
    [quote] = stance.extract_quotes(article)
    assert (quote.text, quote.speaker) == ("Russia must end this criminal war,", "Ada Lind")
    assert "Imprint" not in article.text
    with pytest.raises(InputError, match="read_articles"):
        stance.read_quotes(path)
    path.write_bytes(packed(b"<html><body></body></html>", suffix))
    with pytest.raises(InputError, match="no text"):
        list(stance.read_articles(path))


def crawl(path: Path) -> Path:
    """Write a crawl of a page, an empty page, a picture, a page that was not there."""
    pytest.importorskip("warcio")
    pages = [
        ("200 OK", "text/html; charset=utf-8", PAGE),
        ("200 OK", "text/html", "<html></html>"),
        ("200 OK", "image/png", "png"),
        ("404 Not Found", "text/html", PAGE),
    ]
    content = b""
    for number, (status, kind, body) in enumerate(pages):
        served = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n{body}".encode()
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2024-03-06T01:02:03Z\r\n"
            f"WARC-Target-URI: https://paper.example/{number}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(served)}"
        )
        record = head.encode() + b"\r\n\r\n" + served + b"\r\n\r\n"
        content += packed(record, path.suffix)  # crawls are packed record by record
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("suffix", [".warc", ".warc.gz", ".warc.zst"])
def test_a_crawl(tmp_path, suffix):
    pytest.importorskip("trafilatura")
    path = crawl(tmp_path / f"crawl{suffix}")
    rejects = []
    [article] = stance.read_articles(path, on_reject=rejects.append)
    assert (article.id, article.date) == ("https://paper.example/0", "2024-03-05")
    assert [(r.line, "paper.example/1" in r.reason) for r in rejects] == [(2, True)]


@pytest.mark.parametrize("suffix", [".jsonl.gz", ".jsonl.zst", ".csv.gz", ".parquet", ".warc.gz"])
def test_a_damaged_file_gives_what_stands_before_the_damage(tmp_path, suffix):
    if suffix == ".warc.gz":
        pytest.importorskip("trafilatura")
        path = crawl(tmp_path / "crawl.warc.gz")
    else:
        path = write_as(tmp_path, suffix, ROWS * 1000)
    path.write_bytes(path.read_bytes()[:-40])
    rejects = []
    found = list(stance.read_articles(path, on_reject=rejects.append))
    assert len(found) < 20_000
    assert any(
        r.file == str(path) and ("damaged" in r.reason or "not Parquet" in r.reason)
        for r in rejects
    )
    with pytest.raises(InputError, match=path.name):
        list(stance.read_articles(path))


def test_frames_of_zstandard_follow_each_other(tmp_path):
    path = tmp_path / "two.jsonl.zst"
    path.write_bytes(packed(b'{"text": "a"}\n', ".zst") + packed(b'{"text": "b"}\n', ".zst"))
    assert [article.text for article in stance.read_articles(path)] == ["a", "b"]


@pytest.mark.parametrize("suffix", [".jsonl", ".csv.gz", ".parquet"])
@pytest.mark.parametrize("scheme", ["memory", "file"])
def test_urls(tmp_path, suffix, scheme):
    fsspec = pytest.importorskip("fsspec")
    path = write_as(tmp_path, suffix)
    base = f"file://{tmp_path}" if scheme == "file" else f"memory://{tmp_path.name}"
    if scheme == "memory":
        with path.open("rb") as file, fsspec.open(f"{base}/{path.name}", "wb") as copy:
            shutil.copyfileobj(file, copy)
    for given in (f"{base}/{path.name}", base, f"{base}/*{suffix}"):
        [url] = expand([given])
        assert [a.text for a in stance.read_articles(url)] == [row["text"] for row in ROWS]
    with pytest.raises(InputError, match="nowhere"):
        list(stance.read_articles(f"{base}/nowhere.jsonl"))
    with pytest.raises(InputError, match="file systems"):
        list(stance.read_articles("nosuch://bucket/a.jsonl"))


def test_folders_and_patterns_stand_for_files_in_one_order(tmp_path):
    for name in ("b.jsonl", "a.csv.gz", "deep/c.txt", "photo.png", ".hidden/d.txt", ".e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    names = [str(tmp_path / name) for name in ("a.csv.gz", "b.jsonl", "deep/c.txt")]
    assert expand([tmp_path]) == names
    assert expand([f"{tmp_path}/*.jsonl", tmp_path]) == [names[1], names[0], names[2]]
    (tmp_path / "a[1].jsonl").touch()
    assert expand([tmp_path / "a[1].jsonl"]) == [str(tmp_path / "a[1].jsonl")]
    with pytest.raises(InputError, match="no files"):
        expand([f"{tmp_path}/*.tsv"])


@pytest.mark.parametrize(
    ("name", "extra"),
    [
        ("a.jsonl.zst", "zst"),
        ("a.parquet", "arrow"),
        ("a.html", "html"),
        ("a.warc", "warc"),
        ("memory://a.jsonl", "url"),
    ],
)
def test_a_missing_extra_is_named(tmp_path, monkeypatch, name, extra):
    def missing(module):
        raise ImportError(module)

    monkeypatch.setattr(extras, "import_module", missing)
    (tmp_path / "a").mkdir()
    path = name if "://" in name else tmp_path / name
    if path != name:
        path.write_bytes(b"content")
    with pytest.raises(MissingExtraError, match=rf"quote-stance\[{extra}\]"):
        list(stance.read_articles(path))


def test_parquet_is_not_packed_again(tmp_path):
    (tmp_path / "a.parquet.gz").touch()
    with pytest.raises(InputError, match="Unpack"):
        list(stance.read_articles(tmp_path / "a.parquet.gz"))


def test_predictions_as_parquet(small, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    article = "“Peace,” said Ada Lind. “War,” said Bo Berg."
    predictions = small.predict_many(stance.extract_quotes(article))
    assert stance.write_predictions(predictions, tmp_path / "p.parquet") == 2
    table = parquet.read_table(tmp_path / "p.parquet")
    assert table.to_pylist() == [p.as_dict() for p in predictions]
    rows = [row for _, row in read_rows(tmp_path / "p.parquet")]
    assert rows == table.to_pylist()
    assert stance.write_predictions([], tmp_path / "p.parquet") == 0
    assert parquet.read_table(tmp_path / "p.parquet").num_rows == 0
