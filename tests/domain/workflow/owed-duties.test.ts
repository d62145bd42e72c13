import { test } from "tap";
import { type DutyFacts, owedDuties } from "../../../packages/domain/src/workflow/owed-duties.ts";

const nothing: DutyFacts = {
  ...{ subjectType: "grants", subjectId: "g", applicationState: "granted", arisenOn: null, hadProof: false },
  ...{ instrument: null, servedOn: null, periodFrom: null, periodTo: null, isPaidOut: false },
  ...{ paidOn: null, usedOn: null, meetingId: null, meetingOn: null, meetingState: null, paperState: null },
  charitableUntil: null,
};
const notice: DutyFacts = {
  ...nothing,
  ...{ instrument: "notice", servedOn: "2026-09-10", periodFrom: "2026-09-15", periodTo: "2026-12-31" },
};

function dutiesOf(facts: Partial<DutyFacts>, today = "2026-09-10") {
  return owedDuties({ ...notice, ...facts }, today);
}

test("a notice brings an objection period, a contract none", async (t) => {
  const objection = (facts: Partial<DutyFacts>) => dutiesOf(facts).find(({ kind }) => kind === "objection");
  t.match(objection({}), { state: "arises", events: { "service-of-notice": { on: "2026-09-10" } } });
  t.match(objection({ instrument: "contract" }), { state: { reason: "contract-without-objection" } });
  t.equal(dutiesOf({ instrument: "contract" }).length, dutiesOf({}).length, "all else as of a notice");
});
