import { parseArgs } from "node:util";
import { lands, languages, procedureActs } from "@zuwendo/domain";
import { readDatabaseConfig } from "./config.ts";
import { asLogin, explainDatabaseError } from "./database.ts";
import { insertOffice, type Office, type OfficeDraft } from "./office.ts";

const usage = `Usage: npm run db:office -- --name <name> --short <letters> --admin-email <address> [--land SH] [--act "LVwG SH"] [--language de]

Creates an office with its first administrator and prints the administrator's token, once.

  --name          as it stands on letters, for example "Koordinierungsstelle Seenstadt"
  --short         prefix of readable numbers: 1 to 6 capital letters or digits
  --admin-email   where the administrator gets mail
  --admin-name    Administrator unless given
  --land          whose public holidays count: ${lands.join(", ")}
  --act           the act of administrative procedure that its notices rest on: ${procedureActs.join(", ")};
                  that of the Land unless given
  --language      of the office: ${languages.join(", ")}

Settings, from the environment: DATABASE_URL, the database as its owner.
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
  const { databaseUrl } = readDatabaseConfig();
  const draft = readDraft(values);
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
      const office = await insertOffice(owner, draft);
      await owner.query("commit");
      return office;
    });
  } catch (error) {
    throw explainDatabaseError(databaseUrl, error);
  }
}
