"""A module as people read it: its items and instructions in words, and the page of a notebook."""
