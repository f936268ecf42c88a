/** What EC2 is asked before anything is made: the newest image, and a zone that has what the fleet needs. */
import { getAmi } from "@pulumi/aws/ec2/getAmi.js";
import { getInstanceTypeOfferings } from "@pulumi/aws/ec2/getInstanceTypeOfferings.js";
import type { Provider } from "@pulumi/aws/provider.js";
import { RunError } from "@pulumi/pulumi";
import type { Settings } from "../check-settings.ts";
import { aws } from "./sizes.ts";

export interface Found {
  ami: string;
  /** "us-east-1b" */
  zone: string;
}

/** @throws RunError, which Pulumi shows as it is */
export async function lookUp(settings: Settings, provider: Provider): Promise<Found> {
  try {
    const [ami, zone] = await Promise.all([findAmi(settings, provider), findZone(settings, provider)]);
    return { ami, zone };
  } catch (error) {
    if (RunError.isInstance(error)) throw error;
    throw new RunError((error as Error).message);
  }
}

/** Debian's own account at Amazon: https://wiki.debian.org/Cloud/AmazonEC2Image */
const DEBIAN = "136693071363";

/** As EC2 and Debian name them. */
const ARCHITECTURES = { x64: ["x86_64", "amd64"], arm64: ["arm64", "arm64"] } as const;

async function findAmi({ image, architecture, region }: Settings, provider: Provider): Promise<string> {
  const [name, debianName] = ARCHITECTURES[architecture];
  if (image === aws.auto.image) {
    const filters = [
      { name: "name", values: [`debian-12-${debianName}-*`] },
      { name: "virtualization-type", values: ["hvm"] },
    ];
    return (await getAmi({ mostRecent: true, owners: [DEBIAN], filters }, { provider })).id;
  }
  const filters = [
    { name: "image-id", values: [image] },
    { name: "architecture", values: [name] },
  ];
  const found = await getAmi({ filters }, { provider }).catch((error) => {
    if (!/returned no results/.test(error.message)) throw error;
    throw new RunError(
      `${region} has no image ${image} for ${architecture}; each region has its own: pulumi config set image auto`,
    );
  });
  return found.id;
}

/** Not every zone of a region has every type. */
async function findZone({ region, headSize, workerSize }: Settings, provider: Provider): Promise<string> {
  const types = [...new Set([headSize.name, workerSize.name])];
  const offers = types.map(async (type) => {
    const filters = [{ name: "instance-type", values: [type] }];
    return (await getInstanceTypeOfferings({ locationType: "availability-zone", filters }, { provider })).locations;
  });
  const [first, ...others] = await Promise.all(offers);
  const zone = first!.toSorted().find((each) => others.every((zones) => zones.includes(each)));
  if (zone !== undefined) return zone;
  throw new RunError(
    `No zone of ${region} has ${types.join(" and ")}: choose another region, headSize or workerSize with pulumi config set`,
  );
}
