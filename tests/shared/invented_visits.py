"""Invented patients of three diseases, each of a publication of their own, and easily told apart."""

import json

#: Disease → findings it is known for.
DISEASES = {
    "OMIM:154700": ("HP:0001166", "HP:0001083", "HP:0002616", "HP:0001519"),
    "OMIM:105830": ("HP:0001250", "HP:0001263", "HP:0000252", "HP:0002066"),
    "OMIM:219700": ("HP:0002110", "HP:0001738", "HP:0006538", "HP:0001508"),
}


def visits(each: int, since: int = 0) -> str:
    """So many patients of each disease, beginning with this one, as JSON lines."""
    lines = [
        {
            "case_id": f"patient {disease} {number}",
            "age": 3 + number,
            "findings": [{"id": finding} for at, finding in enumerate(findings) if at != number % len(findings)],
            "diagnosis": disease,
            "group": f"PMID:{disease[5:]}{number:02}",
        }
        for disease, findings in DISEASES.items()
        for number in range(since, since + each)
    ]
    return "".join(f"{json.dumps(line)}\n" for line in lines)
