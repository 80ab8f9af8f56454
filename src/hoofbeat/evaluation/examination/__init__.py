"""Examination cases: patients told as an examiner tells them, common and orphan diseases mixed, coded into findings."""
