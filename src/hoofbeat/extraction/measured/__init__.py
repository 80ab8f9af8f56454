"""Vital signs and laboratory values, in numbers and in words."""
