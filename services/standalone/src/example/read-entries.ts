import { readFileSync } from "node:fs";
import { type Role, roles } from "@zuwendo/domain";
import { type Fields, isFields, type Value } from "./values.ts";

/** What a step posts, by whom, and the field that names the thing it belongs to. */
export const posts = {
  finding: { role: "coordinator", resource: "findings", field: "themeId", owner: "themes" },
  need: { role: "coordinator", resource: "needs", field: "themeId", owner: "themes" },
  entry: { role: "lead-office", resource: "ledger-entries", field: "fundYearId", owner: "fund-years" },
  vote: { role: "coordinator", resource: "votes", field: "applicationId", owner: "applications" },
  grant: { role: "lead-office", resource: "grants", field: "applicationId", owner: "applications" },
  pay: { role: "lead-office", resource: "disbursements", field: "grantId", owner: "grants" },
} as const;

const postNames = ["finding", "need", "entry", "vote", "grant", "pay"] as const;
const otherSteps = ["move", "change", "keep"] as const;

export interface Step {
  /** Where it stands in its entry, such as `history[2]`. */
  readonly place: string;
  /** What it does to the thing of the entry, or what it posts beside it. */
  readonly does: (typeof otherSteps)[number] | (typeof posts)[keyof typeof posts];
  /** The name of what it posts, where that is not the entry's. */
  readonly key: string | undefined;
  readonly by: Role | undefined;
  readonly body: Fields;
}

export interface Entry {
  /** Where it stands, for sentences about mistakes. */
  readonly place: string;
  readonly key: string;
  /** What is posted for it. */
  readonly body: Fields;
  /** What is posted after it, one after the other. */
  readonly steps: readonly Step[];
}

/** The entries of a file, such as `example/ideas.early`; a mistake in their form is told with its place. */
export function readEntries(file: string): Entry[] {
  const name = `${file}.json`;
  const entries = listOf(readJson(name), name);
  const keys = entries.map((entry) => entry.key);
  return entries.map(({ key, findings, needs, entries: money, history, ...body }, index) => {
    const place = `${name}, entry "${key ?? index}"`;
    if (typeof key !== "string") throw new Error(`${place}: key is missing`);
    if (keys.indexOf(key) !== index) throw new Error(`${place}: key stands there twice`);
    const stepsOf = (value: Value | undefined, field: string, own: Fields = {}) =>
      listOf(value, `${place}, ${field}`).map((step, at) =>
        toStep({ ...own, ...step }, `${place}, ${field}[${at}]`),
      );
    const steps = [
      ...stepsOf(findings, "findings", { step: "finding" }),
      ...stepsOf(needs, "needs", { step: "need" }),
      ...stepsOf(money, "entries", { step: "entry" }),
      ...stepsOf(history, "history"),
    ];
    return { place, key, body, steps };
  });
}

function readJson(name: string): Value {
  const text = readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

function listOf(value: Value | undefined, place: string): Fields[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every(isFields)) return value;
  throw new Error(`${place}: a list of objects is expected`);
}

function toStep({ step, key, by, ...body }: Fields, place: string): Step {
  const post = postNames.find((one) => one === step);
  const does = post === undefined ? otherSteps.find((one) => one === step) : posts[post];
  if (does === undefined)
    throw new Error(`${place}: step must be one of ${[...postNames, ...otherSteps].join(", ")}`);
  const role = roles.find((one) => one === by);
  if (by !== role) throw new Error(`${place}: by must be one of ${roles.join(", ")}`);
  if (key !== undefined && typeof key !== "string") throw new Error(`${place}: key must be a text`);
  return { place, does, key, by: role, body };
}
