"""How control flow is written: with Python's own statements where they suffice, else as a loop over basic blocks."""
