"""Patterns that the source documents tell of: does the model show them, and by which mechanism?"""
