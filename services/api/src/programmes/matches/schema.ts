import { matchCriteria, matchOutcomes, matchVerdicts } from "@zuwendo/domain";
import Type from "typebox";
import { BilingualText, Day, Id, Instant, Line, nullable, oneOf, Prose } from "../../resources/schema.ts";

const OptionalText = Type.Unsafe<{ de: string; en: string } | null>({
  ...BilingualText,
  type: ["object", "null"],
});

export const MatchDismissal = Type.Object(
  { reason: Prose },
  {
    $id: "MatchDismissal",
    additionalProperties: false,
    examples: [{ reason: "Der Träger bewirbt sich dort nicht mehr." }],
  },
);
export const Match = Type.Object(
  {
    callId: Id,
    callTitle: Line,
    programmeId: Id,
    programmeName: Line,
    fundId: nullable(Id),
    closesOn: nullable(Day),
    isIllustrative: Type.Boolean({ description: "The programme's figures are examples, not the funder's" }),
    outcome: oneOf(matchOutcomes),
    score: Type.Integer({
      minimum: 0,
      maximum: 100,
      description: "Of the soft criteria only; explained in scoreReason",
    }),
    scoreReason: BilingualText,
    verdicts: Type.Array(
      Type.Object(
        {
          criterion: oneOf(matchCriteria),
          verdict: oneOf(matchVerdicts),
          isKnockOut: Type.Boolean(),
          reason: BilingualText,
          rule: OptionalText,
        },
        { additionalProperties: false },
      ),
    ),
    dismissedReason: nullable(Type.String()),
    dismissedAt: nullable(Instant),
  },
  {
    $id: "Match",
    additionalProperties: false,
    description: "An idea held against a call, criterion by criterion (Passung)",
    examples: [
      {
        callId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a12",
        callTitle: "Erste Runde 2027",
        programmeId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a17",
        programmeName: "Partnerschaft für Demokratie",
        fundId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a18",
        closesOn: "2027-01-07",
        isIllustrative: true,
        outcome: matchOutcomes[0],
        score: 100,
        scoreReason: { de: "Alle Themen passen.", en: "All topics fit." },
        verdicts: [
          {
            criterion: matchCriteria[0],
            verdict: matchVerdicts[0],
            isKnockOut: true,
            reason: { de: "Antragsberechtigt sind alle.", en: "Everybody may apply." },
            rule: null,
          },
        ],
        dismissedReason: null,
        dismissedAt: null,
      },
    ],
  },
);
export const MatchList = Type.Object(
  { items: Type.Array(Type.Ref("Match")) },
  {
    $id: "MatchList",
    additionalProperties: false,
    description: "Best first: what fits, what is unclear, what does not fit",
  },
);
