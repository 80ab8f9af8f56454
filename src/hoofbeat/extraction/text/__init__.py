"""The text of a note: words, stems, sentences and language, and the tables that ship with this package."""
