"""What each part of the recipe is worth on real news: `python -m training.ablate`.

Prints one row a variant with the mean stance macro-F1 and the mean frame F1 for each language. The
gold has some 250 to 310 quotes a language: differences below .02 are noise.
"""

from __future__ import annotations

from stance.codebook import load_codebook
from stance.features import RECIPE, View
from stance.labels import read_examples
from stance.words import load_lists
from training.quick import Trial, gold_of, header, line, score, unmasked
from training.train import CODEBOOK, LABELS, WORDS


def without(*names: str) -> tuple[View, ...]:
    """Return the recipe less some views."""
    return tuple(view for view in RECIPE if view.name not in names)


def stemmed(letters: int) -> tuple[View, ...]:
    """Return the recipe with its marked word views cutting words to so many letters."""
    return tuple(view._replace(stem=letters) if view.stem else view for view in RECIPE)


TRIALS = {
    "the recipe": Trial(),
    "quote words and characters alone": Trial(recipe=RECIPE[:2]),
    "no classes of words": Trial(recipe=without("classes of words")),
    "no characters": Trial(recipe=without("quote characters")),
    "no view near the target": Trial(recipe=without("near the target")),
    "no context": Trial(recipe=without("context around targets", "near the target")),
    "no circumstances": Trial(recipe=without("circumstances")),
    "no words of a side": Trial(
        recipe=without("words of the target's side", "words of the other side")
    ),
    "marked views without stems": Trial(recipe=stemmed(0)),
    "stems of five letters": Trial(recipe=stemmed(5)),
    "classes of the context too": Trial(
        recipe=(*RECIPE, View("classes in context", "context", unit="class", marked=True))
    ),
    "no sides of speakers": Trial(keep=unmasked),
    "heads that share nothing": Trial(shared=False),
    "no neutral shift": Trial(shift=0.0),
    "neutral shift -0.5": Trial(shift=-0.5),
    "neutral shift -1.5": Trial(shift=-1.5),
    "weaker regularisation (C = 5)": Trial(strength=5.0),
    "smoothing 0.3": Trial(smoothing=0.3),
}


def main() -> None:
    """Print the table."""
    codebook = load_codebook(CODEBOOK)
    examples, classes = read_examples(LABELS, codebook), load_lists(WORDS)
    gold = gold_of([path.name for path in LABELS])
    print(header([f"{len(examples)} rows"], gold))
    for name, trial in TRIALS.items():
        found = score(trial, examples, gold, codebook, classes)
        print(line([name], found), flush=True)


if __name__ == "__main__":
    main()
