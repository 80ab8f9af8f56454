"""How the database came to be as ``hoofbeat.cases.tables`` describes it, step by step; Alembic runs what is new.

A step that was released is never changed: add one under ``versions``, with the next number. There is no way back.
"""
