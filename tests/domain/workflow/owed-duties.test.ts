import { test } from "tap";
import { type DutyFacts, owedDuties } from "../../../packages/domain/src/workflow/owed-duties.ts";
import { granted } from "./facts.ts";

function dutiesOf(facts: Partial<DutyFacts>, today = "2026-09-10") {
  return owedDuties({ ...granted, ...facts }, today);
}

test("a notice brings an objection period, a contract none", async (t) => {
  const objection = (facts: Partial<DutyFacts>) => dutiesOf(facts).find(({ kind }) => kind === "objection");
  t.match(objection({}), { state: "arises", events: { "service-of-notice": { on: "2026-09-10" } } });
  t.match(objection({ instrument: "contract" }), { state: { reason: "contract-without-objection" } });
  t.equal(dutiesOf({ instrument: "contract" }).length, dutiesOf({}).length, "all else as of a notice");
});

test("duties arise with the service, the payment or the step", async (t) => {
  t.ok(dutiesOf({}).every(({ arisesOn }) => arisesOn === "2026-09-10"));
  const payment = { subjectType: "disbursements", paidOn: "2026-09-19" } as const;
  t.match(dutiesOf(payment), [{ kind: "spending-window", arisesOn: "2026-09-19" }]);
  const step = {
    subjectType: "applications",
    applicationState: "submitted",
    arisenOn: "2026-08-20",
  } as const;
  t.match(dutiesOf(step), [{ kind: "formal-check", arisesOn: "2026-08-20" }]);
});
