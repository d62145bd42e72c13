import { accessSync, constants, statfsSync } from "node:fs";

const lookMs = 1_000;
/** PostgreSQL ends when it cannot begin a new segment of its log, so that writing has to stop some 16 MB segments before. */
const neededBytes = 48_000_000;
/** More before writing begins again, so that it does not begin and stop in turns. */
const enoughBytes = 64_000_000;

export interface StorageWatch {
  /** Why nothing can be stored in the folder, as a part of a sentence; undefined where it can. */
  readonly fault: () => string | undefined;
  readonly stop: () => void;
}

/** Looks every second whether there is room in a folder; says in one sentence when there is none, and when there is again. */
export function watchStorage(
  folder: string,
  { say, onFull }: { say: (sentence: string) => void; onFull: () => void },
): StorageWatch {
  let known: string | undefined;
  const look = () => {
    const found = faultOf(folder, known === undefined ? neededBytes : enoughBytes);
    if (found !== undefined && known === undefined)
      say(
        `Nothing can be stored, because ${found}; reading goes on, and so does writing once that is mended.`,
      );
    if (found === undefined && known !== undefined) say(`Storing works again: ${folder} has room.`);
    known = found;
    if (known !== undefined) onFull();
  };
  look();
  const timer = setInterval(look, lookMs).unref();
  return { fault: () => known, stop: () => clearInterval(timer) };
}

function faultOf(folder: string, wantedBytes: number): string | undefined {
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    const free = Math.floor((bavail * bsize) / 1_000_000);
    if (bavail * bsize >= wantedBytes) return undefined;
    return `the disk of ${folder} is full (${free} MB free, ${Math.ceil(wantedBytes / 1_000_000)} MB are needed)`;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return code === "EROFS"
      ? `the file system of ${folder} is read-only`
      : `${folder} cannot be written (${code})`;
  }
}
