/** What counts of `3.5.7`, `3.1.2-4f3a2ee` or `2.5.3 RC1-abc`; releases of the product have three numbers. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** Nothing for a build without a number, such as `main-d2da301`, or the text of a column that has no value. */
export function parseVersion(text: string): Version | undefined {
  const [, major, minor, patch] =
    /^\s*(?:v|StarRocks[- ])?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?![\d.])/i.exec(text) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return { major: Number(major), minor: Number(minor), patch: Number(patch ?? 0) };
}

/** Whether the version is that release or a later one, e.g. `isAtLeast(version, 3, 4)`. */
export function isAtLeast(version: Version, major: number, minor = 0, patch = 0): boolean {
  if (version.major !== major) return version.major > major;
  if (version.minor !== minor) return version.minor > minor;
  return version.patch >= patch;
}

/** `stop_fe.sh --graceful` came with 3.4; before, the script ignores its arguments (as read). */
export function canStopGracefully(version: Version): boolean {
  return isAtLeast(version, 3, 4);
}
