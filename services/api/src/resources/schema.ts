import {
  actors,
  exportDialects,
  knownYears,
  languages,
  type OpenTransition,
  type Text,
} from "@zuwendo/domain";
import type { RawBuilder } from "kysely";
import Type, { type TObject, type TProperties, type TSchema } from "typebox";
import { linePattern, prosePattern } from "../request/visible-text.ts";

/** The same schema, or null; written as a type list because that serializes without a validator. */
export function nullable<S extends TSchema>(schema: S) {
  const { type } = schema as { type?: string };
  const values = (schema as { enum?: unknown[] }).enum;
  return Type.Unsafe<Type.Static<S> | null>({
    ...schema,
    type: [type, "null"],
    ...(values === undefined ? {} : { enum: [...values, null] }),
  });
}

/** A word out of a fixed list. */
export function oneOf<const Values extends readonly string[]>(values: Values, description?: string) {
  return Type.Unsafe<Values[number]>({
    type: "string",
    enum: [...values],
    ...(description === undefined ? {} : { description }),
  });
}

const workedOut = Symbol("worked out");

/** The mark of a property that is worked out for an answer and not stored. */
export interface WorkedOut {
  readonly [workedOut]: true;
}

/** Marks a property of a shape as worked out; everything else in a shape is read with the row. */
export function worksOut<S extends TSchema>(schema: S): S & WorkedOut {
  return Object.assign(schema, { [workedOut]: true } as const);
}

export function isWorkedOut(schema: TSchema): boolean {
  return workedOut in schema;
}

const lookUp = Symbol("look up");

/** A select of one value for a row of the table. */
type LookUp = (table: string) => RawBuilder<unknown>;

/** The mark of a property that PostgreSQL looks up whenever the row is read. */
export interface LookedUp {
  readonly [lookUp]: LookUp;
}

/** Marks a property that PostgreSQL looks up with the row: `select` gets the name of the row's table. */
export function looksUp<S extends TSchema>(schema: S, select: LookUp): S & LookedUp {
  return Object.assign(schema, { [lookUp]: select });
}

/** The statement that looks a property up; undefined for one that is stored. */
export function lookUpOf(schema: TSchema | undefined): LookUp | undefined {
  return (schema as Partial<LookedUp> | undefined)?.[lookUp];
}

/** A reference to a schema by its name, with the type of what it holds. */
export function refTo<Value>($id: string) {
  return Type.Unsafe<Value>(Type.Ref($id));
}

export const Id = Type.String({ format: "uuid", description: "UUID, version 7" });
export const Day = Type.String({
  format: "date",
  pattern: knownYears,
  description: "Day, YYYY-MM-DD, from 1990 to 2099",
});
export const Instant = Type.String({ format: "date-time", description: "Instant, RFC 3339 in UTC" });
export const Line = Type.String({ minLength: 1, maxLength: 200, pattern: linePattern });
export const Prose = Type.String({ minLength: 1, maxLength: 10_000, pattern: prosePattern });
export const AreaKey = Type.String({
  pattern: "^\\d{2,12}$",
  description: "Official municipality key (AGS) or a prefix of one",
});
export const LanguageCode = oneOf(languages);

export const Money = Type.Object(
  {
    amountCents: Type.Integer({ minimum: -9_000_000_000_000, maximum: 9_000_000_000_000 }),
    currency: oneOf(["EUR"]),
  },
  { additionalProperties: false, description: "Money in integer cents, never a float" },
);
/** A sum of such money: each part has its limit, the sum only that of exact numbers. */
export const Total = Type.Object(
  {
    amountCents: Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
    currency: oneOf(["EUR"]),
  },
  { additionalProperties: false, description: "A sum in integer cents" },
);
/** Money that somebody hands in: zero or more. */
export const Amount = Type.Object(
  { amountCents: Type.Integer({ minimum: 0, maximum: 9_000_000_000_000 }), currency: oneOf(["EUR"]) },
  { additionalProperties: false },
);

export const BilingualText = Type.Object(
  { de: Type.String(), en: Type.String() },
  { additionalProperties: false },
);

const ReasonSchema = Type.Object(
  { code: Type.String(), text: BilingualText },
  { additionalProperties: false },
);

export const TransitionSchema = Type.Object(
  {
    to: Type.String(),
    isOpen: Type.Boolean(),
    isReasonRequired: Type.Boolean(),
    reasons: Type.Array(ReasonSchema),
  },
  {
    $id: "Transition",
    additionalProperties: false,
    description: "A step on from the current state, open to the caller or not",
    examples: [
      {
        to: "rejected",
        isOpen: false,
        isReasonRequired: true,
        reasons: [
          {
            code: "role-missing",
            text: {
              de: "Ihre Rolle erlaubt diesen Schritt nicht.",
              en: "Your role does not allow this step.",
            },
          },
        ],
      },
    ],
  },
);

/** Where a thing stands, in one sentence. */
export const StatusSchema = Type.Object(
  {
    actor: oneOf(actors, "Who has to act next"),
    text: BilingualText,
    applicantText: Type.Unsafe<Text>({
      ...BilingualText,
      description: "The same in words for whoever handed it in",
    }),
  },
  {
    $id: "Status",
    additionalProperties: false,
    description: "Where something stands: its state, since when, who acts next, the next deadline",
    examples: [
      {
        actor: "committee",
        text: {
          de: "Auf der Tagesordnung (seit 03.12.2026), Sitzung am 14.01.2027. Am Zug: Ausschuss.",
          en: "On an agenda (since 3 Dec 2026), meeting on 14 Jan 2027. Next to act: committee.",
        },
        applicantText: {
          de: "Ihr Antrag wird am 14.01.2027 beraten. Sie müssen nichts tun.",
          en: "Your application will be discussed on 14 Jan 2027. There is nothing you need to do.",
        },
      },
    ],
  },
);

/** The steps on from a thing's state, worked out for single ones. */
export function transitions() {
  return worksOut(
    Type.Optional(
      Type.Array(refTo<OpenTransition>("Transition"), { description: "On single things, not in lists" }),
    ),
  );
}

/** An address that mail can go to. */
export const Email = Type.String({ format: "email", maxLength: 254 });

/** A step to one of the states. */
export function transitionTo<const States extends readonly string[]>(
  states: States,
  $id: string,
  examples: unknown[],
) {
  return Type.Object(
    { to: oneOf(states), reason: Type.Optional(Prose) },
    {
      $id,
      additionalProperties: false,
      description: "The step to take, and why where a reason is required",
      examples,
    },
  );
}

export const Problem = Type.Object(
  {
    type: Type.String(),
    code: Type.String({ description: "Permanent; the words are not" }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    instance: Type.String({ description: "The id of the request" }),
    errors: Type.Optional(
      Type.Array(
        Type.Object(
          {
            code: Type.String(),
            pointer: Type.Optional(
              Type.String({ description: "Place in the body: a JSON Pointer, RFC 6901" }),
            ),
            parameter: Type.Optional(
              Type.String({ description: "Name of the query parameter, header or part of the path" }),
            ),
            detail: Type.String(),
          },
          { additionalProperties: false },
        ),
      ),
    ),
  },
  {
    $id: "Problem",
    additionalProperties: false,
    description: "RFC 9457",
    examples: [
      {
        type: "/problems/invalid-input",
        code: "invalid-input",
        title: "Invalid input",
        status: 400,
        detail: "Please correct the fields listed under “errors” and send again.",
        instance: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
        errors: [{ code: "required", pointer: "/title", detail: "“title” is missing." }],
      },
    ],
  },
);

/** What every stored thing carries. */
export const stored = {
  id: Id,
  version: Type.Integer({ minimum: 1 }),
  createdAt: Instant,
  updatedAt: Instant,
};

/** How the CSV of a list is written. */
export const exportDialect = Type.Optional(
  oneOf(exportDialects, "Of CSV: as German spreadsheets read it; without it RFC 4180 with codes and cents"),
);

/** One page of a list. */
export function pageOf(resource: TObject, $id: string) {
  return Type.Object(
    {
      items: Type.Array(Type.Ref((resource as { $id?: string }).$id ?? "")),
      nextCursor: Type.Unsafe<string | null>({
        type: ["string", "null"],
        description: "Send as `cursor` to get the next page",
      }),
    },
    { $id, additionalProperties: false },
  );
}

/** The same object with every property optional and at least one given: a JSON merge patch (RFC 7396). */
export function patchOf<Properties extends TProperties>(
  create: TObject<Properties>,
  $id: string,
  examples: unknown[],
) {
  return Type.Partial(create, { $id, additionalProperties: false, minProperties: 1, examples });
}
