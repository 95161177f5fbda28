"""The query language: grammar, values, evaluation, query plans."""
