/** What `sweep --up` refuses before it makes anything that costs. No machine boots here. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { withCloud, withoutCloud } from "./with-cloud.ts";

const FILE = "examples/oxide-film/fit.gx";

test("a limit that does not pay for one hour, a file that is none, and a question that nobody answers make no fleet", {
  skip: withoutCloud(),
}, async () => {
  await withCloud({}, async (cloud) => {
    await cloud.configure({ cloud: "digitalocean", sshFrom: "203.0.113.7", workers: "1" });
    writeFileSync(join(cloud.project, "none.gx"), "no file of GenX's");
    for (const [args, said] of [
      [
        [FILE, "--yes", "--max-cost-usd", "0.05"],
        /GX_USAGE {2}The limit of \$0\.05 is below what this fleet costs in one hour/,
      ],
      [["none.gx", "--yes"], /GX_FILE_UNREADABLE/],
      [[FILE], /GX_USAGE {2}Nothing was made: there is no terminal to ask at/],
    ] as const) {
      const { code, stdout, stderr } = await cloud.run("sweep", ...args, "--up", "--down");
      assert.match(stderr, said);
      assert.deepEqual([code, stdout], [1, ""]);
      for (const kind of ["droplets", "vpcs", "firewalls", "keys"] as const)
        assert.deepEqual(cloud.digitalocean.list(kind), []);
    }
  });
});
