/** Who may log in: the driver, with its key, as one user who may become root. Nobody by password, root not at all. */
import type { MachineFacts, Part } from "../facts.ts";
import { SSH_USER } from "../facts.ts";
import { settingsFile } from "../units.ts";

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
    files: [
      // The first setting that sshd meets counts, so the file's name sorts before cloud-init's own.
      settingsFile("sshd.conf", "/etc/ssh/sshd_config.d/10-meta-genx.conf"),
      // In place of Debian's own file of that name, which has users wait for systemd-user-sessions at
      // each boot. When that one service fails, nobody but root could ever log in, and root may not.
      { path: "/etc/tmpfiles.d/systemd-nologin.conf", content: "# nobody has to wait for the end of a boot\n" },
    ],
    // This boot began without that file.
    commands: [["rm", "-f", "/run/nologin"]],
  };
}
