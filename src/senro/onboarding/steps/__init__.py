"""What several verbs do to the rows of a case. Each takes the verb's `Change`."""
