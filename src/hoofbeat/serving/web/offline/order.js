// The order of the diseases: by score, ties by id, so that the same case always gets the same list.

export class Order {
  constructor(ids) {
    this.byId = new Int32Array(ids.length);
    [...ids.keys()].sort((a, b) => (ids[a] < ids[b] ? -1 : 1)).forEach((place, at) => (this.byId[place] = at));
  }

  /** Places of the best diseases. */
  first(score, top) {
    const before = (a, b) => score[b] - score[a] || this.byId[a] - this.byId[b];
    const least = Float32Array.from(score).sort()[score.length - Math.min(top, score.length)];
    const candidates = [];
    for (let place = 0; place < score.length; place += 1) if (score[place] >= least) candidates.push(place);
    return candidates.sort(before).slice(0, top);
  }
}
