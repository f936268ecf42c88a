/**
 * What `pulumi` says when it cannot, as something that the user can mend. Pure:
 * texts in, GxError out. Texts are those of Pulumi 3.259.
 */
import { GxError } from "../../runtime/errors.ts";

/** What a command of the engine left behind. */
export interface Failed {
  /** "stack dev", or "Pulumi" where no stack is known yet. */
  of: string;
  stderr: string;
  /** Errors that were told in events. */
  errors?: readonly string[];
}

const WITHOUT = "A sweep goes on without the fleet by --local.";

/** Nobody is logged in, which for a sweep is as good as no stack. */
export function isLoggedOut(stderr: string): boolean {
  return /PULUMI_ACCESS_TOKEN must be set for login|please run .?pulumi login/i.test(stderr);
}

const KNOWN: readonly { said: RegExp; problem: (of: string) => string; advice: string }[] = [
  {
    said: /incorrect passphrase/,
    problem: (of) => `The secrets of ${of} cannot be read: the passphrase is another one`,
    advice: "Put the right one into PULUMI_CONFIG_PASSPHRASE, or a file's name into PULUMI_CONFIG_PASSPHRASE_FILE.",
  },
  {
    said: /passphrase must be set/,
    problem: (of) => `The secrets of ${of} cannot be read: no passphrase is set`,
    advice: "Put it into PULUMI_CONFIG_PASSPHRASE, or a file's name into PULUMI_CONFIG_PASSPHRASE_FILE.",
  },
  {
    said: /currently locked by|Another update is currently in progress/,
    problem: (of) => `Another update of ${of} is under way`,
    advice: "Wait for its end. If none is, because it was killed: pulumi cancel",
  },
  {
    said: /unable to open state directory|read "?\.pulumi|dial tcp|connection refused|no such host|could not list bucket|i\/o timeout/i,
    problem: () => "The place where Pulumi keeps its stacks cannot be reached",
    advice: "`pulumi whoami --verbose` names it; `pulumi login` chooses one, `pulumi login --local` a folder of yours.",
  },
  {
    said: /invalid access token/i,
    problem: () => "Pulumi's service does not take the access token",
    advice: "pulumi login, or set PULUMI_ACCESS_TOKEN to one that holds.",
  },
  {
    said: /PULUMI_ACCESS_TOKEN must be set for login/,
    problem: () => "Pulumi is not logged in",
    advice: "pulumi login, or pulumi login --local to keep stacks in a folder of yours.",
  },
];

/** What to do where a cloud refuses. */
const REFUSALS: readonly { said: RegExp; advice: string }[] = [
  {
    said: /droplet limit/i,
    advice: "Take fewer workers (npm run up -- --workers N), or ask DigitalOcean for a higher limit.",
  },
  { said: /\b401\b.*Unable to authenticate/i, advice: "The token in DIGITALOCEAN_TOKEN is wrong, or has ended." },
  {
    said: /InsufficientInstanceCapacity|Unsupported.*Availability Zone/i,
    advice: "Another size or region may have it: pulumi config set workerSize …, pulumi config set region ….",
  },
  {
    said: /VcpuLimitExceeded|InstanceLimitExceeded/,
    advice:
      "Take fewer or smaller workers, or ask Amazon for a higher limit: https://console.aws.amazon.com/servicequotas/",
  },
  {
    said: /No valid credential sources|AuthFailure|InvalidClientTokenId|UnauthorizedOperation|ExpiredToken/,
    advice:
      "Credentials come as Amazon's tools take them: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.",
  },
];

export function engineError({ of, stderr, errors = [] }: Failed, cause?: unknown): GxError {
  const all = [...errors, stderr].join("\n");
  const known = KNOWN.find(({ said }) => said.test(all));
  if (known) {
    const detail = known.problem("").includes("reached") ? `: ${firstError(all)}` : "";
    return new GxError("GX_CLOUD", `${known.problem(of)}${detail}`, `${known.advice} ${WITHOUT}`, { cause });
  }
  const said = errors.length > 0 ? [...new Set(errors)].join("\n  ") : firstError(stderr);
  const advice = REFUSALS.find((refusal) => refusal.said.test(all))?.advice;
  return new GxError("GX_CLOUD", `${of}: ${said}`, advice, { cause });
}

/** "error: no stack selected; …" → what stands after "error: ". */
function firstError(stderr: string): string {
  const line = /^error: (.*)$/m.exec(stderr)?.[1] ?? stderr.trim().split("\n")[0] ?? "";
  return line || "Pulumi ended without a word";
}
