"""The engine behind `stance.quotes`: which stretches of a text are speech, and who speaks."""
