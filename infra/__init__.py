"""Deployment: the templates, and the commands that package, deploy, price and re-analyse."""
