"""Programs that read a PDF with one library each: `program FILE OUT` writes what it took."""
