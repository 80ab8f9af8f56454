"""``python -m hoofbeat`` is the ``hoofbeat`` command."""

from hoofbeat.cli import main

if __name__ == "__main__":
    main()
