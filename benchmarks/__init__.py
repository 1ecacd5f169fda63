"""Programs that measure what the library reaches."""
