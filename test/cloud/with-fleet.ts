/** A fleet whose machines have booted: `pulumi up` on an emulated cloud, real hosts, and SSH to all of them. */
import { HERE, type Hosts, withHosts, withoutHosts } from "./hosts/hosts.ts";
import { bootInstances } from "./hosts/instances.ts";
import { createSsh, type Ssh } from "./hosts/ssh.ts";
import { type Cloud, succeeded, withCloud, withoutCloud } from "./with-cloud.ts";

export interface Fleet {
  cloud: Cloud;
  hosts: Hosts;
  ssh: Ssh;
  /** The head's public address. */
  head: string;
  /** By name, in the private network: reached by way of the head. */
  workers: Record<string, string>;
  outputs: Record<string, unknown>;
}

export const withoutFleet = (): string | false => withoutHosts() || withoutCloud({ aws: true });

/** A first boot with two packages from a mirror, on a machine that is busy with other things. */
const BOOT_SECONDS = 300;

export async function withFleet(settings: Record<string, string>, act: (fleet: Fleet) => Promise<void>): Promise<void> {
  const aws = settings.cloud === "aws";
  await withHosts((hosts) =>
    withCloud({ machines: hosts.machines, aws }, async (cloud) => {
      await cloud.configure({ cloud: "digitalocean", sshFrom: HERE, ...settings });
      await using _ = aws ? bootInstances(cloud.moto!, hosts) : undefined;
      succeeded(await cloud.pulumi("up", "--yes", "--skip-preview"));
      const outputs = await cloud.outputs();
      const head = outputs.headAddress as string;
      const workers = outputs.workerAddresses as Record<string, string>;
      const keys = outputs.hostKeys as Record<string, string>;
      const ssh = createSsh({
        folder: cloud.folder,
        user: outputs.sshUser as string,
        privateKey: outputs.privateKey as string,
        hostKeys: {
          [head]: keys.head!,
          ...Object.fromEntries(Object.entries(workers).map(([name, address]) => [address, keys[name]!])),
        },
      });
      try {
        await ssh.reach(head, BOOT_SECONDS);
        await booted(ssh, head);
        for (const address of Object.values(workers)) await booted(ssh, address, head);
      } catch (error) {
        const consoles = cloud.digitalocean
          .list("droplets")
          .map(({ id, name }) => `${name}:\n${hosts.console(String(id)).slice(-2000)}`);
        throw new Error(`${(error as Error).message}\n${consoles.join("\n")}`);
      }
      await act({ cloud, hosts, ssh, head, workers, outputs });
    }),
  );
}

/** Its cloud-init is done, without an error and without a unit that failed. */
async function booted(ssh: Ssh, address: string, via?: string): Promise<void> {
  const more = via === undefined ? {} : { via };
  await ssh.reach(address, BOOT_SECONDS, via);
  const wait = `sudo timeout ${BOOT_SECONDS} cloud-init status --wait --long; systemctl --failed --no-legend`;
  const { output } = await ssh.run(address, wait, more);
  if (!/^status: done$/m.test(output) || /●/.test(output)) throw new Error(`${address} has not booted well: ${output}`);
}
