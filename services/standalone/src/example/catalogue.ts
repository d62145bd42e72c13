import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { type Land, type Role, roles } from "@zuwendo/domain";
import { openClient, type Stored } from "./client.ts";
import { openPlayer } from "./player.ts";
import { readEntries } from "./read-entries.ts";
import { type Fields, workOut } from "./values.ts";

/** What the catalogue holds, calls after the programmes they belong to; each with the fields by which one is known again. */
const contents = {
  programmes: { knownBy: ["name"], called: "name" },
  calls: { knownBy: ["programmeId", "title"], called: "title" },
} as const;

type Resource = keyof typeof contents;

export interface Loaded {
  readonly resource: Resource;
  /** What was added, by its name. */
  readonly added: readonly string[];
  /** How many were there already. */
  readonly known: number;
}

/** The files of the catalogue for an office of this Land: what holds everywhere, and the Land's own where there is some. */
export function catalogueFiles(resource: Resource, land: Land): string[] {
  return ["everywhere", land]
    .map((part) => `catalogue/${resource}.${part}`)
    .filter((file) => existsSync(new URL(`../../${file}.json`, import.meta.url)));
}

/** Adds what an office does not have of the catalogue, through the public REST interface; what it has stays as it is. */
export async function loadCatalogue(options: {
  address: string;
  /** Of somebody who may write programmes and calls. */
  token: string;
  land: Land;
  today: string;
}): Promise<Loaded[]> {
  const { address, token, land, today } = options;
  const tokens = Object.fromEntries(roles.map((role) => [role, token])) as Record<Role, string>;
  const client = openClient({ address, tokens, run: `catalogue-${randomUUID()}` });
  const player = openPlayer(client, today);
  const loaded: Loaded[] = [];
  for (const resource of ["programmes", "calls"] as const) {
    const { knownBy, called } = contents[resource];
    const there = await client.list("coordinator", `/v1/${resource}?limit=200`);
    const added: string[] = [];
    let known = 0;
    for (const file of catalogueFiles(resource, land)) {
      for (const { key, body } of readEntries(file)) {
        const own = Object.fromEntries(knownBy.map((field) => [field, body[field] ?? null]));
        const wanted = await workOut(own, { today, find: player.idOf });
        const same = there.find((thing) => isSame(thing, wanted));
        if (same !== undefined) {
          player.know(`${resource}/${key}`, same);
          known += 1;
        } else added.push(String(wanted[called]));
      }
      await player.play(file);
    }
    loaded.push({ resource, added, known });
  }
  return loaded;
}

function isSame(thing: Stored, wanted: Fields): boolean {
  return Object.entries(wanted).every(([field, value]) => thing[field] === value);
}
