"""Clients of the API that nobody here wrote."""
