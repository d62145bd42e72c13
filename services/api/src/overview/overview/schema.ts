import { applicationStates, deadlineKinds, taskKinds } from "@zuwendo/domain";
import Type, { type TProperties } from "typebox";
import { Day, Id, Instant, nullable, oneOf, Total } from "../../resources/schema.ts";

const href = Type.String({ description: "Address of the list whose rows add up to the number" });

/** A number of things with the address of their list. */
function counted<Properties extends TProperties>(properties: Properties) {
  return Type.Object({ count: Type.Integer(), ...properties, href }, { additionalProperties: false });
}

const DeadlineGroup = counted({
  items: Type.Array(
    Type.Object(
      {
        id: Id,
        kind: oneOf(deadlineKinds),
        title: Type.String(),
        on: Day,
        applicationId: nullable(Id),
        applicationNumber: nullable(Type.String()),
        leadId: nullable(Id),
        leadName: nullable(Type.String()),
      },
      { additionalProperties: false },
    ),
    { description: "The first ten" },
  ),
});

const FundOfYear = Type.Object(
  {
    fundId: Id,
    fundName: Type.String(),
    fundYearId: Id,
    year: Type.Integer(),
    allocated: Total,
    reserved: Total,
    committed: Total,
    disbursed: Total,
    free: Total,
    undisbursed: Total,
    lapsing: Type.Unsafe<unknown>({
      ...Total,
      description:
        "What lapses unless it is paid out by `lapsesOn`: free, reserved and granted money that has not been paid",
    }),
    lapsesOn: Day,
    href,
  },
  { additionalProperties: false },
);

const sum = (amountCents: number) => ({ amountCents, currency: "EUR" });
const example = {
  today: "2026-11-23",
  deadlines: {
    overdue: { count: 0, items: [], href: "/v1/deadlines?state=open&effectiveOnTo=2026-11-22" },
    today: {
      count: 1,
      items: [
        {
          id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
          kind: "proof-of-use",
          title: "Begegnungscafé am Markt",
          on: "2026-11-23",
          applicationId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a12",
          applicationNumber: "RZ-2026-A-0007",
          leadId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11",
          leadName: "Frieda Musterfrau",
        },
      ],
      href: "/v1/deadlines?state=open&effectiveOnFrom=2026-11-23&effectiveOnTo=2026-11-23",
    },
    thisWeek: {
      count: 0,
      items: [],
      href: "/v1/deadlines?state=open&effectiveOnFrom=2026-11-24&effectiveOnTo=2026-11-29",
    },
    later: {
      count: 0,
      items: [],
      href: "/v1/deadlines?state=open&effectiveOnFrom=2026-11-30&effectiveOnTo=2026-12-23",
    },
  },
  applications: {
    byState: [
      { state: "submitted", count: 3, requested: sum(1_200_000), href: "/v1/applications?state=submitted" },
    ],
    waitingForOffice: {
      count: 3,
      requested: sum(1_200_000),
      href: "/v1/applications?state=submitted,formally-checked,recommended,proof-submitted",
    },
  },
  nextMeeting: null,
};

export const Overview = Type.Object(
  {
    today: Day,
    deadlines: Type.Optional(
      Type.Object(
        { overdue: DeadlineGroup, today: DeadlineGroup, thisWeek: DeadlineGroup, later: DeadlineGroup },
        { additionalProperties: false, description: "Open ones; later: within 30 days" },
      ),
    ),
    funds: Type.Optional(Type.Array(FundOfYear, { description: "Fund years from this year on" })),
    applications: Type.Optional(
      Type.Object(
        {
          byState: Type.Array(counted({ state: oneOf(applicationStates), requested: Total })),
          waitingForOffice: counted({ requested: Total }),
        },
        { additionalProperties: false },
      ),
    ),
    nextMeeting: Type.Unsafe<unknown>({
      ...Type.Object(
        {
          id: Id,
          committeeName: Type.String(),
          takesPlaceOn: Day,
          place: nullable(Type.String()),
          callsCloseOn: Type.Unsafe<unknown>({
            ...nullable(Day),
            description: "The last cut-off of its calls",
          }),
          applications: Type.Optional(counted({ requested: Total })),
        },
        { additionalProperties: false },
      ),
      type: ["object", "null"],
    }),
    ideas: Type.Optional(
      Type.Object(
        { withoutApplication: counted({}) },
        { additionalProperties: false, description: "Captured or in advice" },
      ),
    ),
    tasks: Type.Optional(
      Type.Array(counted({ kind: oneOf(taskKinds) }), {
        description: "Open ones by kind, only those there are: also mails that did not arrive",
      }),
    ),
    worker: Type.Optional(
      Type.Object(
        {
          lastSeenAt: nullable(Instant),
          isLate: Type.Boolean({ description: "Reminders wait, or it was not seen for five minutes" }),
          drift: Type.Integer({ description: "Sums that differ from the ledger" }),
        },
        { additionalProperties: false, description: "Only when something is wrong" },
      ),
    ),
  },
  {
    $id: "Overview",
    additionalProperties: false,
    description: "What is due, what is where, what is free; without what the caller's roles do not show",
    examples: [example],
  },
);
