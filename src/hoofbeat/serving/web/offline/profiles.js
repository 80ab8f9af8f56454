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
  implied = (findings) => new Set(findings.flatMap((finding) => [...this.ancestors(finding)]));

  /** Whether a finding is one of `others` (a set) or a descendant of one. */
  isBelow = (finding, others) => this.ancestors(finding).some((one) => others.has(one));

  /** The share of each disease's patients with a finding or a descendant of it: finding → a share for each disease. */
  climbed(diseases, certainty) {
    const shares = new Map();
    diseases.forEach((disease, row) => {
      for (const { finding, frequency } of this.stated(disease)) {
        const absent = Math.log1p(-Math.min(frequency, certainty));
        for (const above of this.ancestors(finding)) {
          let sums = shares.get(above);
          if (!sums) shares.set(above, (sums = new Float64Array(diseases.length)));
          sums[row] += absent;
        }
      }
    });
    for (const sums of shares.values()) sums.forEach((sum, row) => (sums[row] = Math.fround(Math.min(-Math.expm1(sum), certainty))));
    return shares;
  }
}
