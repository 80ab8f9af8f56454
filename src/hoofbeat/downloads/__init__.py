"""Public data: where it is published, under which licence, and how it gets here whole."""
