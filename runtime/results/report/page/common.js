/*
 * What the scripts of report.html and of timeline.html share. It comes first in
 * either page; `showError` is each page's own.
 */
"use strict";

/**
 * An element that the page has.
 * @type {(id: string) => HTMLElement}
 */
function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element "${id}"`);
  return found;
}

/**
 * The page's colours, read from its style so that light, dark and print need no second list.
 * @type {(name: string) => string}
 */
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/**
 * What goes wrong in `act` is shown on the page.
 * @type {(act: () => void) => void}
 */
function guarded(act) {
  try {
    act();
  } catch (error) {
    showError(error);
  }
}
