"""The classes of words that a lexicon has, as bits: a word may belong to several."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CLASS", "CLASSES", "LOOKS"]

CLASSES: Mapping[str, str] = {
    # grammar
    "definite": "articles of what is known",
    "determiner": "other articles, possessives, numbers before a noun",
    "oblique": "articles and pronouns that no subject has",
    "possessive": "his, her, its, their",
    "genitive": "what hangs one noun on another: of, des",
    "link": "prepositions that hang something on a noun",
    "preposition": "prepositions",
    "postposition": "words behind a noun that make it an adverbial: for, about, against",
    "plain": "other words of writing without blanks, which keep it from being cut wrongly",
    "closing": "words behind a noun that end what a preposition opened",
    "company": "prepositions like with in: with X saying",
    "conjunction": "and, or, but",
    "subordinator": "what opens a subordinate or relative clause",
    "clause": "subordinators that open reported speech: that, whether",
    "as_link": "as, als, comme",
    "pronoun_female": "she",
    "pronoun_male": "he",
    "pronoun_plural": "they",
    "pronoun_thing": "it",
    "pronoun_other": "pronouns that point to no third person",
    "demonstrative": "words that point back to what stands before: Das sagte X",
    "latter": "words for whoever was named last: the latter, ce dernier",
    "impersonal": "the it of: it says in the letter; verbs that say so without it",
    "reflexive": "himself",
    "auxiliary": "forms of be, have, do, will, and negations",
    "modal": "verbs that govern an infinitive",
    "passive": "auxiliaries of the passive",
    "agent": "prepositions of the one who acts in the passive",
    "inside": "prepositions of where something is said: in a letter",
    "adverb": "adverbs",
    "opening": "words that open a sentence with a capital and are no nouns",
    "particle": "particles of separable verbs",
    "time": "days, months, parts of a day",
    "infinitive": "the particle of the infinitive",
    # people, bodies, papers
    "given": "given names",
    "title": "Mr, Dr, General",
    "name_particle": "von, de, al within names",
    "role": "what somebody is: minister, witness",
    "counterpart": "who holds an office that goes unsaid: host, guest, counterpart",
    "body": "what speaks as one: ministry, party",
    "document": "what says something: letter, report",
    "medium": "newspapers, agencies, channels",
    "place": "countries and capitals",
    "origin": "adjectives of countries and parties",
    # saying
    "saying": "verbs of saying, all forms",
    "separable": "forms that say something only with their particle",
    "asking": "verbs that a question follows: asked how",
    "holding": "verbs that report without saying: found, showed, feared",
    "quoting": "verbs whose object speaks: quoted the minister",
    "relaying": "verbs by which a paper passes on what another said: передаёт ТАСС",
    "naming": "verbs that call something names",
    "calling": "verbs whose object and its name stand side by side: nannte den Plan Unsinn",
    "demanding": "verbs whose object is what is said: demanded, praised",
    "named": "participles of names: known as, entitled",
    "is_called": "verbs of names: lautet, heißt",
    "bare_clause": "verbs of saying that take a clause without that",
    "infinitive_verb": "verbs of saying that take an infinitive",
    "reported_mood": "forms of the mood of reported speech and no other",
    "weak_mood": "forms of that mood that other clauses have too",
    "phrase": "words that open a phrase which introduces a source",
    # beside quotation marks
    "expressing": "nouns of words: question, sentence",
    "mention": "nouns of words spoken about: term, phrase",
    "names": "nouns that a name in marks follows: film, ship, party",
    "so_called": "words of distance: so-called",
    "slogan": "nouns of what carries a slogan: banner",
    "question_label": "who asks in an interview",
    # told by endings
    "verbal": "endings of participles",
    "gerund": "endings of present participles of saying",
    "reported_ending": "endings of verbal nouns of reported speech",
}
"""Each class with what belongs to it."""

LOOKS = 7
"""How many of the lowest bits tell how a token looks; they are asked for most."""

CLASS: Mapping[str, int] = {name: 1 << bit for bit, name in enumerate(CLASSES, LOOKS)}
"""The bit of each class."""

DEFINITE, DETERMINER = CLASS["definite"], CLASS["determiner"]
ARTICLE = DEFINITE | DETERMINER
GENITIVE, OBLIQUE = CLASS["genitive"], CLASS["oblique"]
PREPOSITION, CONJUNCTION = CLASS["preposition"], CLASS["conjunction"]
SUBORDINATOR = CLASS["subordinator"]
AUXILIARY, ADVERB, REFLEXIVE = CLASS["auxiliary"], CLASS["adverb"], CLASS["reflexive"]
TIME, PARTICLE, NAME_PARTICLE = CLASS["time"], CLASS["particle"], CLASS["name_particle"]
THING = CLASS["pronoun_thing"]
PRONOUN = CLASS["pronoun_female"] | CLASS["pronoun_male"] | CLASS["pronoun_plural"]
ANY_PRONOUN = PRONOUN | THING | CLASS["pronoun_other"]
GIVEN, ROLE, TITLE, DOCUMENT = CLASS["given"], CLASS["role"], CLASS["title"], CLASS["document"]
NOUN = ROLE | CLASS["body"] | DOCUMENT | CLASS["medium"] | TITLE
SAYING, SEPARABLE = CLASS["saying"], CLASS["separable"]
ANY_SAYING = SAYING | SEPARABLE
NAMING, NAMES = CLASS["naming"], CLASS["names"]
AS_LINK, EXPRESSING = CLASS["as_link"], CLASS["expressing"]
FUNCTION = (
    ARTICLE
    | PREPOSITION
    | CONJUNCTION
    | SUBORDINATOR
    | ANY_PRONOUN
    | REFLEXIVE
    | AUXILIARY
    | ADVERB
)
"""Words that are no nouns, no verbs of their own, and no names."""
