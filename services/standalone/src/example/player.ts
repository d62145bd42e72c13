import { addDays } from "@zuwendo/domain";
import type { Client, Stored } from "./client.ts";
import { type Entry, readEntries, type Step } from "./read-entries.ts";
import { type Fields, inOneYear, workOut } from "./values.ts";

/** Files of requests that are played through the public REST interface. */
export interface Player {
  /** Plays a file, or only its entries with these keys. */
  readonly play: (file: string, keys?: readonly string[]) => Promise<void>;
  /** The id of what was played, by the reference that the files use. */
  readonly idOf: (reference: string) => Promise<string>;
  /** Says that a thing is there already, so that its entry is not sent. */
  readonly know: (reference: string, thing: Stored) => void;
}

/** Created one after the other, because they are numbered. */
const numbered: readonly string[] = ["ideas", "applications"];

/** Opens files for an office; what does not wait for something else is sent at the same time. */
export function openPlayer(client: Client, today: string): Player {
  const stored = new Map<string, Stored>();
  const playing = new Map<string, { position: number; over: Promise<void> }>();
  const lastOf = new Map<string, Promise<void>>();
  let count = 0;

  /** A field of what an entry before the position brings, after all its steps. */
  async function find(reference: string, position: number): Promise<string> {
    const [name = "", field = "id"] = reference.split(".");
    const other = playing.get(name);
    if (other !== undefined && other.position < position) await other.over;
    const value = stored.get(name)?.[field];
    if (typeof value !== "string") throw new Error(`nothing before it is called ${reference}`);
    return value;
  }

  function playEntry(resource: string, entry: Entry): Promise<void> {
    const { key, steps, place } = entry;
    const position = count++;
    const own = `${resource}/${key}`;
    const bodyOf = (fields: Fields) => workOut(fields, { today, find: (name) => find(name, position) });

    const create = async () => {
      // a person came with the office, a programme was there before
      if (stored.has(own)) return;
      const role = resource === "fund-years" ? "lead-office" : "coordinator";
      const body = inOneYear(await bodyOf(entry.body), today);
      stored.set(own, await client.post(role, `/v1/${resource}`, body, `${resource}-${key}`));
    };
    const take = async (step: Step, index: number): Promise<unknown> => {
      const { does, by = "coordinator" } = step;
      const id = await find(own, position);
      const path = `/v1/${resource}/${id}`;
      const body = await bodyOf(step.body);
      const once = `${resource}-${key}-${index}`;
      if (does === "move") return client.post(by, `${path}/transitions`, body, once);
      if (does === "change") return client.change(by, path, body);
      if (does === "keep") return keepDeadlines(id, `${body.kinds}`);
      const fields = { [does.field]: await find(`${does.owner}/${key}`, position), ...body };
      const posted = await client.post(step.by ?? does.role, `/v1/${does.resource}`, fields, once);
      return stored.set(`${does.resource}/${step.key ?? key}`, posted);
    };

    const created = inPlace(place, create, numbered.includes(resource) ? lastOf.get(resource) : undefined);
    lastOf.set(resource, created);
    const over = steps.reduce((last, step, at) => inPlace(step.place, () => take(step, at), last), created);
    playing.set(own, { position, over });
    for (const { does, key } of steps)
      if (typeof does === "object" && key !== undefined)
        playing.set(`${does.resource}/${key}`, { position, over });
    return over;
  }

  /** Closes what lies in the past and nobody reports in the API yet. */
  async function keepDeadlines(applicationId: string, kinds: string): Promise<unknown> {
    const past = `applicationId=${applicationId}&kind=${kinds}&state=open&effectiveOnTo=${addDays(today, -1)}`;
    const kept = await client.list("coordinator", `/v1/deadlines?${past}`);
    return Promise.all(
      kept.map(({ id }) =>
        client.post("coordinator", `/v1/deadlines/${id}/transitions`, { to: "met" }, `met-${id}`),
      ),
    );
  }

  return {
    play: async (file, keys) => {
      const [resource = file] = file.slice(file.lastIndexOf("/") + 1).split(".");
      const entries = readEntries(file).filter(({ key }) => keys?.includes(key) ?? true);
      await Promise.all(entries.map((entry) => playEntry(resource, entry)));
    },
    idOf: (reference) => find(reference, count),
    know: (reference, thing) => void stored.set(reference, thing),
  };
}

/** Does the work after what comes before it; its error says where in the files it stands. */
async function inPlace(
  place: string,
  work: () => Promise<unknown>,
  before: Promise<void> | undefined,
): Promise<void> {
  await before;
  try {
    await work();
  } catch (error) {
    throw new Error(`${place}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}
