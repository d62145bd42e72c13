import { voteOutcomes, voteProcedures } from "@zuwendo/domain";
import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import { Amount, Day, Id, nullable, oneOf, Prose, pageOf, stored } from "../../resources/schema.ts";

const count = Type.Integer({ minimum: 0, maximum: 1000 });

export const VoteCreate = Type.Object(
  {
    applicationId: Id,
    procedure: Type.Optional(
      oneOf(voteProcedures, "In the application's meeting unless it says otherwise; the others need none"),
    ),
    outcome: oneOf(voteOutcomes),
    amount: Type.Optional(Amount),
    inFavour: Type.Optional(count),
    against: Type.Optional(count),
    abstained: Type.Optional(count),
    excluded: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1000, description: "Members with a conflict of interest" }),
    ),
    conditions: Type.Optional(nullable(Prose)),
    votedOn: Type.Optional(Day),
  },
  {
    $id: "VoteCreate",
    additionalProperties: false,
    description:
      "Without `amount` for what was requested, without `votedOn` for the day of the meeting or today",
    examples: [
      {
        applicationId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
        outcome: "recommended",
        amount: { amountCents: 480000, currency: "EUR" },
        inFavour: 14,
        against: 2,
        abstained: 1,
        excluded: 1,
      },
    ],
  },
);
export const Vote = withNames(
  Type.Object(
    {
      applicationId: Id,
      meetingId: nullable(Id),
      procedure: oneOf(voteProcedures),
      outcome: oneOf(voteOutcomes),
      amount: Amount,
      inFavour: count,
      against: count,
      abstained: count,
      excluded: count,
      conditions: nullable(Type.String()),
      votedOn: Day,
      ...stored,
    },
    {
      $id: "Vote",
      additionalProperties: false,
      description: "Vote of a committee (Votum). A positive one reserves; only the grant commits",
    },
  ),
);
export const VotePage = pageOf(Vote, "VotePage");
