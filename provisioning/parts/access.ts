/** Who may log in: the driver, with its key, as one user who may become root. Nobody by password, root not at all. */
import type { MachineFacts, Part } from "../facts.ts";
import { SSH_USER } from "../facts.ts";
import { settings } from "../units.ts";

export function access({ driverKey, hostKey }: MachineFacts): Part {
  return {
    config: {
      users: [
        {
          name: SSH_USER,
          shell: "/bin/bash",
          lock_passwd: true,
          sudo: "ALL=(ALL) NOPASSWD:ALL",
          ssh_authorized_keys: [driverKey.trim()],
        },
      ],
      ssh_pwauth: false,
      disable_root: true,
      // The one host key is the one that the driver expects.
      ssh_deletekeys: true,
      ssh_keys: { ed25519_private: hostKey.private, ed25519_public: hostKey.public.trim() },
    },
    // The first setting that sshd meets counts, so the file's name sorts before cloud-init's own.
    files: [settings("sshd.conf", "/etc/ssh/sshd_config.d/10-meta-genx.conf")],
  };
}
