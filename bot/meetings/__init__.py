"""Minutes of meetings: from a transcript to a draft that was checked against what was said."""
