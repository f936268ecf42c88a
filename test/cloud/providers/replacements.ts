/**
 * Which inputs make a resource anew when they change. Not in the SDKs' declarations:
 * from the documentation of the providers ("Changing this forces a new resource",
 * registry.terraform.io/providers/digitalocean, hashicorp/aws, random and tls, read in
 * November 2026). What is not named here is changed in place, or refused where the
 * emulated cloud cannot.
 */
import type { Properties } from "./provider.ts";

type Replacements = (inputs: Properties) => readonly string[];

const always =
  (...names: string[]): Replacements =>
  () =>
    names;

const RULE = always("securityGroupId");

export const REPLACEMENTS: Record<string, Replacements> = {
  "digitalocean:index/droplet:Droplet": always(
    ...["dropletAgent", "image", "monitoring", "publicNetworking", "region", "sshKeys", "userData", "vpcUuid"],
  ),
  "digitalocean:index/sshKey:SshKey": always("publicKey"),
  "digitalocean:index/tag:Tag": always("name"),
  "digitalocean:index/vpc:Vpc": always("ipRange", "region"),
  "aws:ec2/instance:Instance": (inputs) => [
    ...["ami", "associatePublicIpAddress", "availabilityZone", "instanceMarketOptions", "keyName", "privateIp"],
    ...["subnetId", "tenancy", ...(inputs.userDataReplaceOnChange === true ? ["userData"] : [])],
  ],
  "aws:ec2/keyPair:KeyPair": always("keyName", "publicKey"),
  "aws:ec2/routeTable:RouteTable": always("vpcId"),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": always("subnetId"),
  "aws:ec2/securityGroup:SecurityGroup": always("description", "name", "vpcId"),
  "aws:ec2/subnet:Subnet": always("availabilityZone", "cidrBlock", "vpcId"),
  "aws:ec2/vpc:Vpc": always("cidrBlock"),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": RULE,
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": RULE,
  "random:index/randomPassword:RandomPassword": always("keepers", "length", "special", "overrideSpecial"),
  "random:index/randomUuid7:RandomUuid7": always("keepers"),
  "tls:index/privateKey:PrivateKey": always("algorithm", "ecdsaCurve", "rsaBits"),
};
