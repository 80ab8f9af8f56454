"""The model card: what a bundle is for, what it was made from, how well it does for whom, and where it ends."""
