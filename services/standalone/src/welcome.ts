import { resolve } from "node:path";
import type { Role } from "@zuwendo/domain";
import type { KnownOffice } from "./known-office.ts";

export interface Welcome {
  readonly address: string;
  readonly dataDir: string;
  readonly database: string;
  readonly queue: string;
  readonly mail: string;
  /** Where they lead, unless to the address. */
  readonly links: string | undefined;
  readonly office: KnownOffice | undefined;
  readonly isNew: boolean;
  readonly tokensFile: string;
  readonly logs: string;
}

interface Step {
  readonly what: string;
  readonly command: string;
}

const idea = {
  title: "Begegnungscafé am Markt",
  summary: "Ein offener Nachmittag in der Woche für Alteingesessene und Zugezogene.",
  applicantKind: "association",
  topics: ["encounter", "participation"],
  measureKinds: ["encounter"],
  areaKey: "01053100",
  amount: { amountCents: 480_000, currency: "EUR" },
};

/** What the launcher says when everything runs: where, with which token, and what to try first. */
export function welcome(facts: Welcome): string {
  const { address, dataDir, database, queue, mail, links, office, logs } = facts;
  const places = [
    ["Office", office === undefined ? "yours, with the tokens you have" : nameOf(office)],
    ["Reference", `${address}/docs`],
    ["Data", dataDir],
    ["Logs", logs],
    ["Database", database],
    ["Queue", queue],
    ["Mail", mail],
    ...(links === undefined ? [] : [["Links", links]]),
  ];
  return [
    "",
    `Zuwendo runs at ${address}`,
    "",
    ...places.map(([name = "", value]) => `  ${name.padEnd(10)} ${value}`),
    ...(office === undefined ? [] : forPeople(office, facts)),
    "",
    "Ctrl-C stops everything; the data stays.",
    "",
  ].join("\n");
}

function nameOf({ name, isExample }: KnownOffice): string {
  return isExample ? `${name} (an example; all names are fictional)` : name;
}

function forPeople(office: KnownOffice, { isNew, tokensFile, address, dataDir }: Welcome): string[] {
  if (!office.isExample && !isNew) return ["", `The administrator's token is in ${tokensFile}.`];
  const people = office.people.map(({ role, name, token }) => `  ${role.padEnd(17)} ${token}  ${name}`);
  const steps = office.isExample ? exampleSteps(office, address) : firstSteps(office, address, dataDir);
  return [
    "",
    office.isExample
      ? `A token per role to try it with, kept in ${tokensFile}:`
      : `The administrator's token, shown only now and kept in ${tokensFile}:`,
    "",
    ...people,
    "",
    "Commands to copy:",
    ...steps.flatMap(({ what, command }) => ["", `  # ${what}`, `  ${command}`]),
  ];
}

function exampleSteps(office: KnownOffice, address: string): Step[] {
  const lead = tokenOf(office, "project-lead");
  const handIn = post(`${address}/v1/ideas`, lead, `'${JSON.stringify(idea)}'`);
  return [
    {
      what: "the coordinator lists ideas",
      command: get(`${address}/v1/ideas?limit=3`, tokenOf(office, "coordinator")),
    },
    { what: "the project lead hands in an idea", command: keep("IDEA", handIn, "number") },
    {
      what: "and reads which programme fits it, and why",
      command: get(`${address}/v1/ideas/$IDEA/matches`, lead),
    },
  ];
}

function firstSteps(office: KnownOffice, address: string, dataDir: string): Step[] {
  const admin = tokenOf(office, "admin");
  const person = `'{"name":"Erika Muster","email":"erika@office.example","roles":["coordinator"]}'`;
  const here = resolve("data") === dataDir ? "" : `ZUWENDO_DATA='${dataDir}' `;
  const invitation = `'{"personId":"'$PERSON'"}'`;
  return [
    { what: "add a coordinator", command: keep("PERSON", post(`${address}/v1/people`, admin, person), "id") },
    {
      what: "invite Erika by mail: the link in it makes her first token",
      command: keep("UNTIL", post(`${address}/v1/invitations`, admin, invitation), "expiresAt"),
    },
    {
      what: "print that link, where no mail server is set up",
      command: `${here}npm run --silent db:link -- erika@office.example`,
    },
    {
      what: "load the catalogue of funding programmes (npm run catalogue -- --help)",
      command: `${here}npm run --silent catalogue`,
    },
  ];
}

function tokenOf(office: KnownOffice, role: Role): string {
  return office.people.find((person) => person.role === role)?.token ?? "";
}

function get(url: string, token: string): string {
  return `curl -sS "${url}" -H "Authorization: Bearer ${token}"`;
}

function post(url: string, token: string, body: string): string {
  return `${get(url, token)} -H "Content-Type: application/json" -d ${body}`;
}

/** Keeps one member of a JSON answer in a shell variable and shows it; an answer without it is shown whole. */
function keep(variable: string, command: string, member: string): string {
  return `${variable}=$(${command} | sed -E 's/.*"${member}":"([^"]*)".*/\\1/'); echo "$${variable}"`;
}
