"""How records about customers are put: read, compared with what is there, written.

One way for one row and for ten thousand, so that a screen, the API and an import agree:
`reading` (what is said) → `known` (what is there) → `plans` (what changes) → `writing`.
"""
