"""What is noticed: answers held against what is right, detectors, alerting rules."""
