"""Challengers beside the champion: asked in the shadow, or answering a share themselves."""
