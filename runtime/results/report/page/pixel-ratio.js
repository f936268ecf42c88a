/*
 * Runs before uPlot, which takes the canvases' resolution from here: twice the
 * screen's at least, because a page of 96 dots an inch is printed on paper too.
 */
Object.defineProperty(window, "devicePixelRatio", { value: Math.max(2, devicePixelRatio) });
