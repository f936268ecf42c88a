// Where Pulumi enters. Plain JavaScript, so that a Node that cannot run the rest says what to do.
const [major, minor] = process.versions.node.split(".").map(Number);

export default async function main() {
  if (major < 22 || (major === 22 && minor < 18)) {
    const error = new Error(
      `This program needs Node 22.18 or newer; the node in PATH is ${process.versions.node}. ` +
        'Install a newer one, or put the one that npm brought first in PATH: PATH="$PWD/node_modules/.bin:$PATH" pulumi up',
    );
    // Pulumi shows the message of such an error and no stack.
    error.__pulumiRunError = true;
    throw error;
  }
  const { program } = await import("./index.ts");
  return program();
}
