import {
  type DeadlineRule,
  deadlineKinds,
  lands,
  rollPolicies,
  ruleOwners,
  strictnesses,
} from "@zuwendo/domain";
import Type from "typebox";
import { nameAmong } from "../../resources/names.ts";
import { Id, nullable, oneOf, pageOf, patchOf, refTo, stored } from "../../resources/schema.ts";

const terms = {
  rule: refTo<DeadlineRule>("DeadlineRule"),
  strictness: Type.Optional(nullable(oneOf(strictnesses, "null: as the kind has it"))),
  rollPolicy: Type.Optional(
    nullable(oneOf(rollPolicies, "What becomes of a weekend or holiday; null: as the kind has it")),
  ),
  land: Type.Optional(
    nullable(oneOf(lands, "Where the duty is performed, as its holidays count; null: the office's own")),
  ),
  isExtendable: Type.Optional(
    Type.Unsafe<boolean | null>({
      type: ["boolean", "null"],
      description: "Whether an extension may be granted; null: as the kind has it",
    }),
  ),
};

export const DeadlineRuleCreate = Type.Object(
  { ownerType: oneOf(ruleOwners), ownerId: Id, kind: oneOf(deadlineKinds), ...terms },
  {
    $id: "DeadlineRuleCreate",
    additionalProperties: false,
    description:
      "The most particular owner's rule is in force: paper, application, call, fund, programme, committee. Open deadlines are reckoned anew at once, at most 5,000",
    examples: [
      {
        ownerType: "programmes",
        ownerId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
        kind: "proof-of-use",
        rule: { kind: "after-event", amount: 6, unit: "weeks", event: "project-end" },
        isExtendable: true,
      },
    ],
  },
);
export const DeadlineRulePatch = patchOf(Type.Object(terms), "DeadlineRulePatch", [
  { rule: { kind: "after-event", amount: 3, unit: "months", event: "project-end" } },
]);
export const SetDeadlineRule = Type.Object(
  {
    ...Type.Required(DeadlineRuleCreate).properties,
    ownerName: nameAmong("ownerId", ruleOwners),
    ...stored,
  },
  {
    $id: "SetDeadlineRule",
    additionalProperties: false,
    description: "A rule that somebody has set for a kind of deadline",
    examples: [
      {
        ownerType: "programmes",
        ownerId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10",
        ownerName: "Partnerschaft für Demokratie",
        kind: "proof-of-use",
        rule: { kind: "after-event", amount: 6, unit: "weeks", event: "project-end" },
        strictness: null,
        rollPolicy: null,
        land: null,
        isExtendable: true,
        id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11",
        version: 1,
        createdAt: "2026-11-23T08:15:30.123456Z",
        updatedAt: "2026-11-23T08:15:30.123456Z",
      },
    ],
  },
);
export const SetDeadlineRulePage = pageOf(SetDeadlineRule, "SetDeadlineRulePage");
