import { type RawBuilder, sql } from "kysely";
import Type, { type TObject, type TProperties, type TSchema, type TUnsafe } from "typebox";
import { type LookedUp, looksUp, nullable } from "./schema.ts";

interface Source {
  /** Table and column, in the form `table.column`. */
  readonly from?: string;
  /** The statement for what is put together; `id` is the column that refers to it. */
  readonly select?: (id: RawBuilder<unknown>) => RawBuilder<unknown>;
  readonly example: string;
  readonly format?: "date";
}

const person = { from: "people.name", example: "Frieda Musterfrau" };
const programme = { from: "programmes.name", example: "Partnerschaft für Demokratie" };

/** What stands beside an id for people to read, by the name of the property that holds the id. */
const sources = {
  organisationId: {
    organisationName: { from: "organisations.name", example: "Kulturverein Seenland e. V." },
  },
  leadId: { leadName: person },
  personId: { personName: person },
  ownerId: { ownerName: person },
  authorId: { authorName: person },
  askedById: { askedByName: person },
  invitedById: { invitedByName: person },
  decidedById: { decidedByName: person },
  closedById: { closedByName: person },
  erasedById: { erasedByName: person },
  recipientId: { recipientName: person },
  forId: { forName: person },
  themeId: { themeTitle: { from: "themes.title", example: "Begegnung und Teilhabe" } },
  needId: { needTitle: { from: "needs.title", example: "Orte für zwanglose Begegnung" } },
  findingId: {
    findingDescription: { from: "findings.description", example: "Offenes Café im Gemeindehaus" },
  },
  ideaId: {
    ideaNumber: { from: "ideas.number", example: "RZ-2026-0042" },
    ideaTitle: { from: "ideas.title", example: "Begegnungscafé am Markt" },
  },
  programmeId: { programmeName: programme },
  fundId: { fundName: { from: "funds.name", example: "Aktions- und Initiativfonds" } },
  callId: { callTitle: { from: "calls.title", example: "Erste Runde 2027" } },
  committeeId: { committeeName: { from: "committees.name", example: "Begleitausschuss" } },
  meetingId: {
    meetingOn: {
      // A meeting that was called off has no day.
      select: (id) =>
        sql`select m.takes_place_on from meetings m where m.id = ${id} and m.state <> 'cancelled'`,
      example: "2027-01-21",
      format: "date",
    },
    meetingCommitteeName: {
      select: (id) =>
        sql`select c.name from meetings m join committees c on c.id = m.committee_id where m.id = ${id}`,
      example: "Begleitausschuss",
    },
  },
  applicationId: {
    applicationNumber: { from: "applications.number", example: "RZ-2026-A-0007" },
    applicationTitle: { from: "applications.title", example: "Begegnungscafé am Markt" },
  },
  fundYearId: {
    fundYearName: {
      select: (id) =>
        sql`select f.name || ' ' || y.year from fund_years y join funds f on f.id = y.fund_id where y.id = ${id}`,
      example: "Aktions- und Initiativfonds 2027",
    },
  },
  deadlineId: { deadlineTitle: { from: "deadlines.title", example: "Begegnungscafé am Markt" } },
  applicationIds: {
    applicationNames: {
      select: (ids) => sql`select coalesce(array_agg(a.number || ' ' || a.title order by a.number), '{}')
        from applications a where a.id = any(${ids})`,
      example: "RZ-2026-A-0007 Begegnungscafé am Markt",
    },
  },
  partnerOrganisationIds: {
    partnerOrganisationNames: {
      select: (ids) => sql`select coalesce(array_agg(o.name order by p.place), '{}')
        from unnest(${ids}) with ordinality p (id, place) join organisations o on o.id = p.id`,
      example: "Jugendring Seenland e. V.",
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Source>>>>;

type Sources = typeof sources;
type NameValue<Name> = Name extends `${string}Names` ? readonly string[] : string | null;
type NameOf<Id> = Id extends keyof Sources ? keyof Sources[Id] : never;

/** The properties of a shape and, beside its ids, the names that belong to them. */
export type WithNames<Properties extends TProperties> = Properties & {
  readonly [Name in NameOf<keyof Properties>]: TUnsafe<NameValue<Name>> & LookedUp;
};

/**
 * The shape with a name beside every id that a person reads: `leadName` after `leadId`. PostgreSQL looks the names up
 * with the row itself, in lists as in single answers and in those of changes.
 */
export function withNames<Properties extends TProperties>(
  shape: TObject<Properties>,
): TObject<WithNames<Properties>> {
  const { type: _, properties, required: __, examples, ...rest } = shape as TObject & { examples?: object[] };
  const named = Object.entries(properties).flatMap(([id, schema]) => [
    [id, schema] as const,
    ...sourcesOf(id).map(([name, source]) => [name, nameSchema(id, schema, source)] as const),
  ]);
  return Type.Object(Object.fromEntries(named), {
    ...rest,
    ...(examples && { examples: examples.map(withExampleNames) }),
  }) as TObject<WithNames<Properties>>;
}

/** What a thing is called, by its table; a payment and the like have no words of their own. */
const titles = {
  organisations: "name",
  people: "name",
  programmes: "name",
  funds: "name",
  committees: "name",
  calls: "title",
  ideas: "title",
  applications: "title",
  papers: "title",
  themes: "title",
  needs: "title",
  deadlines: "title",
} as const;
type Titled = keyof typeof titles;

/** The name of what an id refers to where it can be of several tables; null where it is of none of them. */
export function nameAmong(id: string, tables: readonly Titled[]): TSchema & LookedUp {
  return looksUp(nullable(Type.String({ examples: ["Begegnungscafé am Markt"] })), (table) => {
    const names = tables.map(
      (one) =>
        sql`select ${sql.ref(titles[one])} as name from ${sql.table(one)} where id = ${sql.ref(`${table}.${id}`)}`,
    );
    return sql`select name from (${sql.join(names, sql` union all `)}) named`;
  });
}

/** A select of the ids and names of whatever has one. */
export function selectNames(ids: readonly string[]): RawBuilder<{ id: string; name: string }> {
  const parts = titledTables.map(
    (table) =>
      sql`select id, ${sql.ref(titles[table])} as name from ${sql.table(table)} where id = any(${[...ids]}::uuid[])`,
  );
  const meetings = sql`
    select m.id, c.name || ', ' || to_char(m.takes_place_on, 'DD.MM.YYYY') as name
    from meetings m join committees c on c.id = m.committee_id where m.id = any(${[...ids]}::uuid[])`;
  return sql`${sql.join([...parts, meetings], sql` union all `)}`;
}

/** Everything that has a name or a title. */
export const titledTables = Object.keys(titles) as Titled[];

/** What names stand beside a property, if it is the id of something. */
export function namesBeside(property: string): string[] {
  return sourcesOf(property).map(([name]) => name);
}

function sourcesOf(id: string): [name: string, source: Source][] {
  const all: Readonly<Record<string, Readonly<Record<string, Source>>>> = sources;
  return Object.entries(all[id] ?? {});
}

function nameSchema(id: string, schema: TSchema, { from, select, example, format }: Source): TSchema {
  const { type } = schema as { type?: string | string[] };
  const isList = type === "array";
  const isNullable = type !== "string" || select !== undefined;
  const shown = isList
    ? Type.Array(Type.String(), { examples: [[example]] })
    : Type.String({ examples: [example], ...(format && { format }) });
  return looksUp(isList || !isNullable ? shown : nullable(shown), (table) => {
    const column = sql.ref(`${table}.${id}`);
    if (select !== undefined) return select(column);
    const [source = "", name = ""] = (from ?? "").split(".");
    return sql`select ${sql.ref(`named.${name}`)} from ${sql.table(source)} as named where named.id = ${column}`;
  });
}

function withExampleNames(example: object): object {
  const named = Object.entries(example).flatMap(([id, value]) => [
    [id, value],
    ...sourcesOf(id).map(([name, source]) => [
      name,
      value === null ? null : Array.isArray(value) ? value.map(() => source.example) : source.example,
    ]),
  ]);
  return Object.fromEntries(named);
}
