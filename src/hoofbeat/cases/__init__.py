"""The cases that physicians register: a database of events, and the log that the pipeline reads.

``CaseStore.open`` (``hoofbeat.cases.store``) is the way in. The contract of the events is ``hoofbeat.domain.events``;
in words: ``docs/sources/case-store.md``.
"""
