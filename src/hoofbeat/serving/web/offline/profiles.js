// What each disease usually shows, and the hierarchy of the findings (`profiles.py`): compressed sparse rows.

export class Profiles {
  constructor({ starts, findings, frequencies, background, closure_starts: closureStarts, closure }) {
    Object.assign(this, { starts, findings, frequencies, background, closureStarts, closure });
    const told = background.map((share) => (share > 0 ? -Math.log(Math.max(share, 1e-9)) : 0));
    this.specificity = Float32Array.from(background, (_, finding) => this.ancestors(finding).reduce((most, one) => Math.max(most, told[one]), 0));
  }

  /** A finding and its ancestors. */
  ancestors = (finding) => this.closure.subarray(this.closureStarts[finding], this.closureStarts[finding + 1]);

  /** Findings that a disease's profile states, with their frequencies. */
  stated(disease) {
    const [first, last] = [this.starts[disease], this.starts[disease + 1]];
    return Array.from({ length: last - first }, (_, at) => ({ finding: this.findings[first + at], frequency: this.frequencies[first + at] }));
  }

  /** Of all findings those that follow from having these. */
  implied(findings) {
    const found = new Set();
    for (const finding of findings) for (const one of this.ancestors(finding)) found.add(one);
    return found;
  }

  /** Whether a finding is one of `others` (a set) or a descendant of one. */
  isBelow = (finding, others) => others.size > 0 && this.ancestors(finding).some((one) => others.has(one));

  /** Findings that the profile of any of these diseases states. */
  statedByAny(diseases) {
    const found = new Set();
    for (const disease of diseases) for (let at = this.starts[disease]; at < this.starts[disease + 1]; at += 1) found.add(this.findings[at]);
    return [...found];
  }

  /** The share of each disease's patients with each of these findings or a descendant of it: an array for each finding. */
  climbed(diseases, findings, certainty) {
    const rows = new Int32Array(this.background.length).fill(-1);
    findings.forEach((finding, row) => (rows[finding] = row));
    const sums = findings.map(() => new Float64Array(diseases.length));
    diseases.forEach((disease, column) => {
      for (let at = this.starts[disease]; at < this.starts[disease + 1]; at += 1) {
        const absent = Math.log1p(-Math.min(this.frequencies[at], certainty));
        for (let above = this.closureStarts[this.findings[at]]; above < this.closureStarts[this.findings[at] + 1]; above += 1) {
          const row = rows[this.closure[above]];
          if (row >= 0) sums[row][column] += absent;
        }
      }
    });
    return sums.map((row) => row.map((sum) => Math.fround(Math.min(-Math.expm1(sum), certainty))));
  }
}
