/** Command lines as text: quoted so that a POSIX shell takes them as they are, and without passwords. */

/** One line for a shell. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellQuoted).join(" ");
}

export function shellQuoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** What stands between user and host of an address is left out. */
export function withoutSecrets(word: string): string {
  return word.replace(/(rediss?:\/\/)[^/]*@/gi, (all, scheme: string) => {
    const user = all.slice(scheme.length, -1).split(":")[0]!;
    return user === "" ? scheme : `${scheme}${user}@`;
  });
}
