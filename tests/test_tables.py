"""Arrow in, Arrow out: the numbers of any other road, alone and inside Spark and Ray."""

import re
from pathlib import Path

import pytest

import stance
from stance import InputError

arrow = pytest.importorskip("pyarrow")

TEXTS = [
    "Minister Ada Lind said: “Russia must end this criminal war.”",
    "Nobody said a word.",
    "„Wir bleiben neutral“, sagte Bo Berg. „Und wir bleiben es gern“, fügte er hinzu.",
]


@pytest.fixture(scope="module")
def articles():
    columns = {"id": ["a", "b", "c"], "text": TEXTS, "date": ["d1", "d2", "d3"], "n": [1, 2, 3]}
    return arrow.table(columns)


@pytest.fixture(scope="module")
def wanted():
    """Return the rows that files of the same articles give."""
    found = [stance.analyze(stance.Article(t, id=i)) for i, t in zip("abc", TEXTS, strict=True)]
    return [prediction.as_dict() for one in found for prediction in one]


def without(rows, *names):
    return [{key: value for key, value in row.items() if key not in names} for row in rows]


def test_articles_become_quotes_beside_their_columns(articles, wanted):
    found = stance.load().predict_table(articles, articles=True)
    assert found.column_names[:3] == ["id", "date", "n"]
    assert found["n"].to_pylist() == [1, 3, 3]
    assert without(found.to_pylist(), "id", "date", "n") == wanted
    [batch] = articles.to_batches()
    assert stance.load().predict_table(batch, articles=True) == found


def test_quotes_keep_their_rows_and_columns(wanted):
    quotes = arrow.Table.from_pylist([{**row, "own": i} for i, row in enumerate(wanted)])
    bare = quotes.select(["own", "text", "context", "speaker", "mention", "confidence"])
    found = stance.load().predict_table(bare)
    assert found.column_names[: len(bare.column_names)] == bare.column_names
    assert found.select(bare.column_names) == bare
    assert without(found.to_pylist(), "own") == [
        {key: row[key] for key in found.column_names if key != "own"} for row in wanted
    ]
    assert stance.load().predict_table(quotes).num_columns == quotes.num_columns


def test_no_rows_have_the_same_columns(articles):
    model = stance.load()
    for given in (True, False):
        empty = model.predict_table(articles.slice(0, 0), articles=given)
        assert empty.num_rows == 0
        assert empty.schema == model.predict_table(articles, articles=given).schema


def test_a_missing_text_is_an_empty_one():
    table = arrow.table({"text": ["Peace", None]})
    assert stance.load().predict_table(table).num_rows == 2
    assert stance.load().predict_table(table, articles=True).num_rows == 0


def test_abstaining():
    found = stance.load().predict_table(arrow.table({"text": ["x"]}), min_probability=1.0)
    assert found["russia"].to_pylist() == [None]


def test_what_is_no_table_of_texts():
    model = stance.load()
    with pytest.raises(InputError, match="from_pandas"):
        model.predict_table([{"text": "x"}])
    with pytest.raises(InputError, match="Rename"):
        model.predict_table(arrow.table({"body": ["x"]}))
    with pytest.raises(InputError, match="not a string"):
        model.predict_table(arrow.table({"text": [1]}))


def documented(word, **given):
    """Run the code of the documentation that holds a word."""
    page = Path("docs/scale.md").read_text(encoding="utf-8")
    [code] = [code for code in re.findall(r"```python\n(.*?)```", page, re.S) if word in code]
    names = {"__name__": "__main__", **given}
    exec(code, names)  # noqa: S102
    return names["quotes"]


@pytest.mark.filterwarnings("ignore")
def test_spark(articles, wanted):
    sql = pytest.importorskip("pyspark.sql")
    local = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = local.getOrCreate()
    try:
        frame = session.createDataFrame(articles.to_pandas()).repartition(2)
        rows = documented("mapInArrow", articles=frame).collect()
    finally:
        session.stop()
    found = without((row.asDict() for row in rows), "id", "date", "n")
    assert sorted(found, key=str) == sorted(wanted, key=str)


@pytest.mark.filterwarnings("ignore")
def test_ray(articles, wanted):
    ray = pytest.importorskip("ray")
    data = pytest.importorskip("ray.data")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        quotes = documented("map_batches", articles=data.from_arrow(articles))
        found = arrow.concat_tables(ray.get(quotes.to_arrow_refs())).to_pylist()
    finally:
        ray.shutdown()
    assert without(found, "id", "date", "n") == wanted
