"""What the account holds, in memory and in one SQLite file."""
