import { parseArgs } from "node:util";
import { lands, languages, procedureActs } from "@zuwendo/domain";
import { readDatabaseConfig } from "./config.ts";
import { asLogin, type Client, explainDatabaseError } from "./database.ts";
import { insertOffice, type Office, type OfficeDraft } from "./office.ts";
import { StartError } from "./postgres/start-error.ts";

const usage = `Usage: npm run db:office -- --name <name> --short <letters> --admin-email <address> [--land SH] [--act "LVwG SH"] [--language de]

Creates an office with its first administrator and prints the administrator's token, once.

  --name          as it stands on letters, for example "Koordinierungsstelle Seenstadt"
  --short         prefix of readable numbers: 1 to 6 capital letters or digits, which no other office has
  --admin-email   where the administrator gets mail
  --admin-name    Administrator unless given
  --land          whose public holidays count: ${lands.join(", ")}
  --act           the act of administrative procedure that its notices rest on: ${procedureActs.join(", ")};
                  that of the Land unless given
  --language      of the office: ${languages.join(", ")}

Settings, from the environment:

  DATABASE_URL    the database, as its owner; unset: the one that npm start brings, while it runs
  ZUWENDO_DATA    the data folder of npm start; ./data unless set
`;

const text = { type: "string" } as const;
const options = {
  name: text,
  short: text,
  land: { ...text, default: "SH" },
  act: text,
  language: { ...text, default: "de" },
  "admin-email": text,
  "admin-name": { ...text, default: "Administrator" },
  help: { type: "boolean", short: "h" },
} as const;

try {
  const { values } = parseArgs({ options });
  process.stdout.write(values.help ? usage : await create(values));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function create(values: Partial<Record<keyof typeof options, unknown>>): Promise<string> {
  const draft = readDraft(values);
  const { databaseUrl } = readDatabaseConfig();
  const { id, name, people } = await store(databaseUrl, draft);
  const tokens = people.map(({ role, token }) => `  ${role}  ${token}\n`).join("");
  return `The office "${name}" is created (${id}). Its token, shown only now and valid for a year:\n\n${tokens}\n`;
}

function readDraft(values: Partial<Record<keyof typeof options, unknown>>): OfficeDraft {
  const value = (option: keyof typeof options) => String(values[option] ?? "").trim();
  const language = languages.find((one) => one === value("language"));
  const land = lands.find((one) => one === value("land"));
  const procedureAct = procedureActs.find((one) => one === value("act"));
  const [name, short, email] = [value("name"), value("short"), value("admin-email")];
  const mistakes = [
    name === "" && "--name is missing",
    !/^[A-Z0-9]{1,6}$/.test(short) && "--short must be 1 to 6 capital letters or digits",
    !/^[^\s@]+@[^\s@]+$/.test(email) && "--admin-email must be a mail address",
    land === undefined && `--land must be one of ${lands.join(", ")}`,
    procedureAct === undefined && value("act") !== "" && `--act must be one of ${procedureActs.join(", ")}`,
    language === undefined && `--language must be one of ${languages.join(", ")}`,
  ].filter((mistake) => mistake !== false);
  if (language === undefined || land === undefined || mistakes.length > 0)
    throw new Error(`${mistakes.join("; ")}.`);
  const admin = { role: "admin", name: value("admin-name"), email, language } as const;
  return { name, short, land, procedureAct, language, isExample: false, people: [admin] };
}

async function store(databaseUrl: string, draft: OfficeDraft): Promise<Office> {
  try {
    return await asLogin(databaseUrl, async (owner) => {
      await owner.query("begin");
      await owner.query("select pg_advisory_xact_lock(hashtext('zuwendo:first-office'))");
      await refuseDouble(owner, draft);
      const office = await insertOffice(owner, draft);
      await owner.query("commit");
      return office;
    });
  } catch (error) {
    throw explainDatabaseError(databaseUrl, error);
  }
}

/** Offices are told apart by their names, and letters and numbers by their prefixes. */
async function refuseDouble(owner: Client, { name, short }: OfficeDraft): Promise<void> {
  const others = await listOffices(owner);
  const spelt = (text: string) => text.toLocaleLowerCase("de");
  if (others.some((other) => spelt(other.name) === spelt(name)))
    throw new StartError(`There is an office called "${name}" already; give another --name.`);
  const other = others.find((one) => one.short === short);
  if (other !== undefined)
    throw new StartError(`The prefix ${short} is taken by the office "${other.name}"; give another --short.`);
}

/**
 * Every office of the database. Row security may bind the owner, who takes the worker's role for this one statement; an
 * owner who may not, because somebody else made the roles, sees none.
 */
async function listOffices(owner: Client): Promise<{ name: string; short: string }[]> {
  await owner.query("savepoint list_offices");
  try {
    await owner.query("grant zuwendo_worker to current_user; set local role zuwendo_worker");
    return (await owner.query<{ name: string; short: string }>("select name, short from offices")).rows;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "42501") return [];
    throw error;
  } finally {
    await owner.query("rollback to savepoint list_offices");
  }
}
