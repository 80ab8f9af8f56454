"""An invented table as a study of children would hand it over: coded columns, 21 causes that drive the symptoms."""

import csv
from pathlib import Path

import numpy as np

CAUSES = (
    "Pneumonia", "Diarrhea/Dysentery", "Malaria", "Measles", "Meningitis", "Encephalitis", "Sepsis", "AIDS",
    "Hemorrhagic fever", "Drowning", "Falls", "Fires", "Poisonings", "Road Traffic", "Violent Death",
    "Bite of Venomous Animal", "Other Cancers", "Other Cardiovascular Diseases", "Other Digestive Diseases",
    "Other Infectious Diseases", "Other Defined Causes of Child Deaths",
)  # fmt: skip
SYMPTOMS = tuple(
    f"{block}_{number:02}" for block in ("a1_01", "a2", "c1_07", "c4", "q") for number in range(1, 27)
)  # 130
SEED = 20260


def probabilities(random: np.random.Generator) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """P(symptom | cause), [21, 130]: alike for all causes, but frequent for some six hallmarks of each."""
    chance = np.tile(random.beta(1, 8, size=len(SYMPTOMS)), (len(CAUSES), 1))
    for row in chance:
        row[random.choice(len(SYMPTOMS), size=6, replace=False)] = random.uniform(0.3, 0.7, size=6)
    return chance


def write_children(path: Path, rows: int = 2_000, *, delimiter: str = ",", seed: int = SEED) -> Path:
    """Write the table: id, sex, an age in one of three units, 130 coded answers, the cause."""
    random = np.random.default_rng(seed)
    chance = probabilities(random)
    share = random.dirichlet(np.full(len(CAUSES), 3.0))
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, delimiter=delimiter)
        writer.writerow(["newid", "sex", "age_years", "age_months", "age_days", *SYMPTOMS, "gs_text34"])
        for number in range(rows):
            cause = int(random.choice(len(CAUSES), p=share))
            answers = np.where(random.random(len(SYMPTOMS)) < chance[cause], "Yes", "No").astype(object)
            answers[random.random(len(SYMPTOMS)) < 0.04] = "Don't Know"
            answers[random.random(len(SYMPTOMS)) < 0.03] = ""
            age = ["", "", ""]
            unit = int(random.choice(3, p=(0.6, 0.35, 0.05)))
            age[unit] = str(random.integers(*((1, 12), (1, 24), (1, 29))[unit]))
            sex = random.choice(["Male", "Female"]) if random.random() < 0.98 else "Don't Know"
            writer.writerow([number + 1, sex, *age, *answers, CAUSES[cause]])
    return path


def best_possible(path: Path, *, seed: int = SEED) -> float:
    """Share of a table's causes that Bayes' rule names, knowing the chances it was drawn from: nothing does better."""
    random = np.random.default_rng(seed)
    chance = probabilities(random)
    share = random.dirichlet(np.full(len(CAUSES), 3.0))
    right = []
    with path.open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            score = np.log(share)
            for position, symptom in enumerate(SYMPTOMS):
                if row[symptom] in ("Yes", "No"):
                    score = score + np.log(chance[:, position] if row[symptom] == "Yes" else 1 - chance[:, position])
            right.append(CAUSES[int(np.argmax(score))] == row["gs_text34"])
    return float(np.mean(right))
