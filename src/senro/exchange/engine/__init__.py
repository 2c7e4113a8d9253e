"""How a file becomes rows: understood (`source`), read (`entries`), counted (`tally`), written
through the domains (`targets`), looked at beforehand (`looks`), taken back (`reverting`).

No verb stands here; `exchange.actions` calls these inside its verbs.
"""
