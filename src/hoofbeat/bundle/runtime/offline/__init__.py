"""What another machine needs to rank as a bundle does: its files, and the rules of this program."""
