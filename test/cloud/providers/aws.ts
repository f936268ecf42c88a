/**
 * pulumi-resource-aws: turns resources into calls of EC2 by Amazon's own SDK, which
 * goes to AWS_ENDPOINT_URL (moto). What moto accepts and EC2 does not, is refused
 * here: a first-boot text that is too long, an image or an instance type that is none.
 */
import { DescribeImagesCommand, DescribeInstanceTypeOfferingsCommand, EC2Client } from "@aws-sdk/client-ec2";
import type { Failure } from "../schema/schema.ts";
import { RESOURCES } from "./aws-resources.ts";
import { type Properties, serveProvider } from "./provider.ts";

/** Before base64: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html */
const USER_DATA_BYTES = 16 * 1024;

/** In the real provider's words: https://github.com/pulumi/pulumi-aws/issues/4076 */
const NO_CREDENTIALS = `No valid credential sources found.
Please see https://www.pulumi.com/registry/packages/aws/installation-configuration/ for more information about providing credentials.`;

let region = process.env.AWS_REGION;
let client: EC2Client | undefined;

serveProvider({
  name: "aws",
  autoNames: { "aws:ec2/keyPair:KeyPair": "keyName", "aws:ec2/securityGroup:SecurityGroup": "name" },
  checkConfig: async (config) => {
    try {
      await new EC2Client({ region: String(config.region) }).config.credentials();
      return [];
    } catch {
      return [{ property: "", reason: NO_CREDENTIALS }];
    }
  },
  configure: (config) => {
    region = (config.region as string | undefined) ?? region;
  },
  check: checkMore,
  create: (token, inputs) => resource(token).create(ec2(), inputs),
  read: async (token, id) => {
    const { read } = resource(token);
    if (!read) return {};
    try {
      return await read(ec2(), id);
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  },
  update: async (token, id, inputs, changed) => {
    const { update } = resource(token);
    if (!update) throw new Error(`The emulated EC2 cannot change ${changed.join(", ")} of ${token}`);
    return await update(ec2(), id, inputs, changed);
  },
  delete: async (token, id, state) => {
    try {
      await resource(token).delete(ec2(), id, state);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  },
  invoke: async (token, args) => {
    if (token === "aws:ec2/getAmi:getAmi") return await newestImage(args);
    if (token === "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings") return await offerings(args);
    throw new Error(`The emulated EC2 has no ${token}`);
  },
});

function ec2(): EC2Client {
  if (!process.env.AWS_ENDPOINT_URL)
    throw new Error("This stand-in never speaks to Amazon: AWS_ENDPOINT_URL is not set");
  if (!region) throw new Error("Missing region configuration");
  client ??= new EC2Client({ region });
  return client;
}

function resource(token: string) {
  const found = RESOURCES[token.split(":").at(-1)!];
  if (!found) throw new Error(`The emulated EC2 has no ${token}`);
  return found;
}

function checkMore(token: string, { userData, instanceType, ami }: Properties): Failure[] {
  if (!token.endsWith(":Instance")) return [];
  const failures: Failure[] = [];
  if (typeof userData === "string" && Buffer.byteLength(userData) > USER_DATA_BYTES) {
    failures.push({ property: "userData", reason: `User data is limited to ${USER_DATA_BYTES} bytes` });
  }
  if (instanceType !== undefined && !/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/.test(String(instanceType))) {
    failures.push({ property: "instanceType", reason: `Invalid value '${instanceType}' for InstanceType` });
  }
  if (ami !== undefined && !/^ami-[0-9a-f]{8,17}$/.test(String(ami))) {
    failures.push({ property: "ami", reason: `Invalid id: "${ami}"` });
  }
  return failures;
}

async function newestImage({ owners, filters }: Properties): Promise<Properties> {
  const { Images = [] } = await ec2().send(
    new DescribeImagesCommand({ Owners: owners as string[], Filters: toFilters(filters) }),
  );
  const newest = Images.toSorted((a, b) => (a.CreationDate! < b.CreationDate! ? 1 : -1))[0];
  if (!newest) throw new Error("Your query returned no results. Please change your search criteria and try again.");
  return { id: newest.ImageId, imageId: newest.ImageId, name: newest.Name, architecture: newest.Architecture };
}

async function offerings({ locationType, filters }: Properties): Promise<Properties> {
  const { InstanceTypeOfferings = [] } = await ec2().send(
    new DescribeInstanceTypeOfferingsCommand({ LocationType: locationType as "region", Filters: toFilters(filters) }),
  );
  return {
    id: region,
    instanceTypes: InstanceTypeOfferings.map((each) => each.InstanceType),
    locations: InstanceTypeOfferings.map((each) => each.Location),
    locationTypes: InstanceTypeOfferings.map((each) => each.LocationType),
  };
}

function toFilters(filters: unknown) {
  return (filters as { name: string; values: string[] }[]).map(({ name, values }) => ({ Name: name, Values: values }));
}

function isGone(error: unknown): boolean {
  return error instanceof Error && error.name.endsWith(".NotFound");
}
