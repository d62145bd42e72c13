/** A reason why the installation cannot start: its message is one sentence for the person at the terminal. */
export class StartError extends Error {
  override readonly name = "StartError";
}

const reasons: Record<string, string> = {
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  EROFS: "the file system is read-only",
  ENOTDIR: "a part of its path is a file",
  EEXIST: "it is a file, not a folder",
  ENOENT: "a part of its path is missing",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "its path is too long",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
};

/** The StartError that tells why `folder` cannot be used, or the error itself where the cause is another. */
export function asStartError(folder: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  const reason = reasons[String(error.code)];
  if (reason === undefined) return error;
  const path = "path" in error && typeof error.path === "string" ? error.path : folder;
  const at = path === folder ? "" : ` at ${path}`;
  return new StartError(`The data folder ${folder} cannot be used: ${reason}${at}.`, { cause: error });
}
