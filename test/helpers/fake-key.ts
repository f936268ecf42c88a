/** A key pair in OpenSSH's formats, of the size of an ed25519 one, that opens nothing. */
export function fakeKey(name: string): { private: string; public: string } {
  const bytes = Buffer.alloc(290, `key of ${name} `);
  const body = bytes.toString("base64").replace(/.{70}/g, "$&\n");
  return {
    private: `-----BEGIN OPENSSH PRIVATE KEY-----\n${body}\n-----END OPENSSH PRIVATE KEY-----\n`,
    public: `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${Buffer.alloc(32, name).toString("base64").replace("=", "")}`,
  };
}
