"""SVG made in Python: geometry needs arithmetic, and no `style=` is allowed."""
