"""The sample company of the requirements, built through the importers and public actions."""
