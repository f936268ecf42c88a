/**
 * EC2 instances: types, what they have, and what they cost on demand, by the second
 * (at least a minute). A spot instance costs less, how much less changes by the
 * hour: the price here is the most that it can be.
 *
 * Prices are those of us-east-1, which us-east-2 and us-west-2 share. Elsewhere they
 * are counted at 1.7 times, which is meant to be too much; the true ones are on the
 * page named below.
 */
import type { Architecture, Offer, Size } from "../sizes.ts";

/** type, architecture, cores (as EC2 counts them), memory in GB, USD an hour */
const INSTANCES: readonly (readonly [string, Architecture, number, number, number])[] = [
  ["t3.small", "x64", 2, 2, 0.0208],
  ["t3.medium", "x64", 2, 4, 0.0416],
  ["c6i.large", "x64", 2, 4, 0.085],
  ["c6i.xlarge", "x64", 4, 8, 0.17],
  ["c6i.2xlarge", "x64", 8, 16, 0.34],
  ["c6i.4xlarge", "x64", 16, 32, 0.68],
  ["c7i.large", "x64", 2, 4, 0.08925],
  ["c7i.xlarge", "x64", 4, 8, 0.1785],
  ["c7i.2xlarge", "x64", 8, 16, 0.357],
  ["c7i.4xlarge", "x64", 16, 32, 0.714],
  ["c7i.8xlarge", "x64", 32, 64, 1.428],
  ["c7a.large", "x64", 2, 4, 0.10264],
  ["c7a.xlarge", "x64", 4, 8, 0.20528],
  ["c7a.2xlarge", "x64", 8, 16, 0.41056],
  ["c7a.4xlarge", "x64", 16, 32, 0.82112],
  ["c7a.8xlarge", "x64", 32, 64, 1.64224],
  ["t4g.small", "arm64", 2, 2, 0.0168],
  ["t4g.medium", "arm64", 2, 4, 0.0336],
  ["c7g.large", "arm64", 2, 4, 0.0725],
  ["c7g.xlarge", "arm64", 4, 8, 0.145],
  ["c7g.2xlarge", "arm64", 8, 16, 0.29],
  ["c7g.4xlarge", "arm64", 16, 32, 0.58],
  ["c7g.8xlarge", "arm64", 32, 64, 1.16],
  ["c8g.large", "arm64", 2, 4, 0.07976],
  ["c8g.xlarge", "arm64", 4, 8, 0.15952],
  ["c8g.2xlarge", "arm64", 8, 16, 0.31904],
  ["c8g.4xlarge", "arm64", 16, 32, 0.63808],
  ["c8g.8xlarge", "arm64", 32, 64, 1.27616],
];

/** GB of a machine's disk, and USD for a GB of gp3 and 730 hours. */
export const DISK_GB = 10;
const DISK_MONTH = 0.08;
/** The head has one; counted for each machine, for simplicity and to be on the safe side. */
const PUBLIC_ADDRESS_HOUR = 0.005;
const SAME_PRICE = ["us-east-1", "us-east-2", "us-west-2"];
const ELSEWHERE = 1.7;

export const aws: Offer = {
  source: "https://aws.amazon.com/ec2/pricing/on-demand/",
  read: "2026-01-19",
  regions: [
    ...["af-south-1", "ap-east-1", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2"],
    ...["ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ca-central-1", "ca-west-1"],
    ...[
      "eu-central-1",
      "eu-central-2",
      "eu-north-1",
      "eu-south-1",
      "eu-south-2",
      "eu-west-1",
      "eu-west-2",
      "eu-west-3",
    ],
    ...["il-central-1", "me-central-1", "me-south-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2"],
  ],
  sizes: INSTANCES.map(
    ([name, architecture, cores, gb, usdPerHour]): Size => ({
      name,
      architecture,
      cores,
      memoryMb: gb * 1024,
      usdPerHour,
    }),
  ),
  auto: {
    region: "us-east-1",
    image: "debian-12",
    head: { x64: "t3.small", arm64: "t4g.small" },
    worker: { x64: "c7i.xlarge", arm64: "c7g.xlarge" },
  },
  price: ({ usdPerHour }, region) =>
    (usdPerHour + PUBLIC_ADDRESS_HOUR + (DISK_GB * DISK_MONTH) / 730) * (SAME_PRICE.includes(region) ? 1 : ELSEWHERE),
  besides: "traffic and tax",
};
