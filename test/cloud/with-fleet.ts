/** A fleet whose machines have booted: `pulumi up` on an emulated cloud, real hosts, and SSH to all of them. */
import { HERE, type HostOptions, type Hosts, withHosts, withoutHosts } from "./hosts/hosts.ts";
import { bootInstances, type Instances } from "./hosts/instances.ts";
import { type Answer, createSsh, type Ssh } from "./hosts/ssh.ts";
import { type Cloud, type CloudOptions, succeeded, withCloud, withoutCloud } from "./with-cloud.ts";

export interface Fleet {
  cloud: Cloud;
  hosts: Hosts;
  /** On EC2 only. */
  instances: Instances | undefined;
  ssh: Ssh;
  /** The head's public address. */
  head: string;
  /** By name, in the private network: reached by way of the head. */
  workers: Record<string, string>;
  outputs: Record<string, unknown>;
}

type Options = HostOptions & Omit<CloudOptions, "machines" | "aws">;

export const withoutFleet = (): string | false => withoutHosts() || withoutCloud({ aws: true });

/** A first boot with two packages from a mirror, on a machine that is busy with other things. */
const BOOT_SECONDS = 300;
/** What ssh itself ends with, whatever the command. */
const SSH_FAILED = 255;

/** Before any `up`: a configured stack of a cloud whose machines are hosts. */
export async function withBootingCloud(
  settings: Record<string, string>,
  act: (cloud: Cloud, hosts: Hosts, instances: Instances | undefined) => Promise<void>,
  { files, ...options }: Options = {},
): Promise<void> {
  const aws = settings.cloud === "aws";
  await withHosts(
    (hosts) => {
      return withCloud({ ...options, machines: hosts.machines, aws }, async (cloud) => {
        await cloud.configure({ cloud: "digitalocean", sshFrom: HERE, ...settings });
        await using instances = aws ? await bootInstances(cloud.moto!, hosts) : undefined;
        await act(cloud, hosts, instances);
      });
    },
    { ...(files && { files }) },
  );
}

export async function withFleet(
  settings: Record<string, string>,
  act: (fleet: Fleet) => Promise<void>,
  options: Options = {},
): Promise<void> {
  await withBootingCloud(
    settings,
    async (cloud, hosts, instances) => {
      succeeded(await cloud.pulumi("up", "--yes", "--skip-preview"));
      const fleet = await reachFleet(cloud, hosts, instances);
      try {
        await booted(fleet, fleet.head);
        for (const address of Object.values(fleet.workers)) await booted(fleet, address, fleet.head);
      } catch (error) {
        throw new Error(`${(error as Error).message}\n${await hosts.evidence()}`);
      }
      await act(fleet);
    },
    options,
  );
}

/** What the stack's outputs say of a fleet that is up; nothing is waited for. */
export async function reachFleet(cloud: Cloud, hosts: Hosts, instances?: Instances): Promise<Fleet> {
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
  return { cloud, hosts, instances, ssh, head, workers, outputs };
}

/** Its cloud-init is done, without an error and without a unit that failed. */
async function booted({ ssh }: Fleet, address: string, via?: string): Promise<void> {
  const more = via === undefined ? {} : { via };
  const wait = `sudo timeout ${BOOT_SECONDS} cloud-init status --wait --long; systemctl --failed --no-legend`;
  let answer: Answer;
  // cloud-init restarts sshd on its way, and may end the connection that waits for it.
  do {
    await ssh.reach(address, BOOT_SECONDS, via);
    answer = await ssh.run(address, wait, more);
  } while (answer.code === SSH_FAILED);
  if (/loaded\s+failed/.test(answer.output) || !/^status: done$/m.test(answer.output)) {
    throw new Error(`${address} has not booted well: ${answer.output}`);
  }
}
