// A probability in words, beside its number: who reads in a hurry reads words.

import { t } from "../base/i18n.js";

// The lowest probability of each word.
const FROM = [
  [0.9, "veryLikely"],
  [0.6, "likely"],
  [0.1, "possible"],
  [0.03, "lessLikely"],
  [0.01, "unlikely"],
  [0, "veryUnlikely"],
];

/** "likely", "possible" … in the reader's language. */
export const likelihood = (probability) => t().likelihoods[FROM.find(([from]) => probability >= from)[1]];
