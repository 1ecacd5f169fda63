"""What hypothesis draws: any text, texts that look like news, quotes, rows."""

from hypothesis import strategies as st

from stance.records import Quote

anything = st.text(max_size=200)
WORDS = ["Russland", "die", "Ukraine", "sagte", "said", "Putin", "peace", "Krieg", "not", "support"]
SIGNS = [
    "“",
    "”",
    "„",
    '"',
    ",",
    ".",
    "(",
    "…",
    "—",
    "Kyiv’s",
    "\u0130",
    "Σ",
    "ß",
    "😀",
    "\u2028",
    "\n",
]
words = st.sampled_from(WORDS + SIGNS)
newsy = st.lists(words, max_size=40).map(" ".join)
texts = st.one_of(anything, newsy)
quotes = st.builds(
    Quote,
    text=texts,
    context=texts,
    speaker=st.one_of(st.none(), texts),
    mention=st.one_of(st.none(), texts),
)
