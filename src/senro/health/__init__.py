"""How customers stand: models as data, scores that explain themselves."""
