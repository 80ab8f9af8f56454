// The languages of the page: a line and a file each.

export * as en from "./en.js";
export * as es from "./es.js";
export * as pt from "./pt.js";
