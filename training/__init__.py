"""Programs that check labels, train, evaluate and guard the model: `python -m training.NAME`."""
