/** mag_refl against GenX: curves of every probe, polarisation and option, of samples drawn at random. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { assertClose } from "../helpers/close.ts";
import { GOLDEN } from "../helpers/golden.ts";
import { array, floats, type Plain, type SampleSpec, specNx } from "../helpers/spec-nx.ts";

interface Golden {
  samples: Record<string, SampleSpec>;
  cases: {
    sample: string;
    settings: Record<string, Plain>;
    x: number[];
    y: number[];
    method?: string;
    more?: Plain[];
  }[];
}

for (const file of ["neutrons.json", "xray.json"]) {
  const golden = JSON.parse(readFileSync(join(GOLDEN, "mag-refl", file), "utf8")) as Golden;
  test(`there are cases in ${file}`, () => assert.ok(golden.cases.length > 0));
  for (const { sample: name, settings, x, y, method = "SimSpecular", more = [] } of golden.cases) {
    const { npol, xpol, coords, restype, footype } = settings;
    const which = [npol, xpol, coords, restype, footype].filter((each) => each !== undefined).join(", ");
    test(`${basename(file, ".json")}: ${name}, ${method} with ${which}`, () => {
      const model = specNx("mag_refl");
      const sample = model.sample(golden.samples[name]!);
      const instrument = model.instrument(settings);
      // An asymmetry is a small difference where both channels are reflected alike.
      const t = npol === "ass" || xpol === "ass" ? 1e-6 : 1e-8;
      // A second time with everything kept from the first.
      for (const what of ["curve", "curve again"]) {
        const curve = model.method(sample, method, array(x), ...more.map(model.convert), instrument);
        assertClose(floats(curve), y, t, what);
      }
    });
  }
}
