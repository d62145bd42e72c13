import { test } from "tap";
import { isOverdue } from "../../../packages/domain/src/workflow/deadlines.ts";
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

test("a drawdown is void once the whole grant has been paid", async (t) => {
  const drawdown = (facts: Partial<DutyFacts>) =>
    dutiesOf(facts).find(({ kind }) => kind === "drawdown-request");
  t.equal(drawdown({})?.state, "arises");
  t.match(drawdown({ isPaidOut: true }), { state: { reason: "paid-out" } });
});

test("open past its end is overdue, unless nothing was to be done by then", async (t) => {
  const endsAt = "2026-11-02T23:00:00.000Z";
  const at = (now: string, more: Partial<Parameters<typeof isOverdue>[0]> = {}) =>
    isOverdue({ kind: "proof-of-use", state: "open", endsAt, ...more }, now);
  t.equal(at("2026-11-02T22:59:59.999Z"), false);
  t.equal(at(endsAt), true);
  for (const state of ["met", "cancelled"] as const) t.equal(at("2026-12-01T00:00:00Z", { state }), false);
  for (const kind of ["objection", "granting-period-end", "retention-end"] as const) {
    t.equal(at("2026-12-01T00:00:00Z", { kind }), false, kind);
  }
});

test("each budget year that the project outlasts brings an interim proof", async (t) => {
  const years = (periodFrom: string, periodTo: string) =>
    dutiesOf({ periodFrom, periodTo })
      .filter(({ kind }) => kind === "interim-proof")
      .map(({ budgetYear, events }) => [budgetYear, events["budget-year-end"]?.on]);
  t.same(years("2026-09-15", "2026-12-31"), [], "it ends with its year");
  t.same(years("2026-09-15", "2027-01-01"), [[2026, "2026-12-31"]]);
  t.same(years("2026-09-15", "2027-12-31"), [[2026, "2026-12-31"]], "the last year ends with the project");
  t.same(years("2026-09-15", "2028-06-30"), [
    [2026, "2026-12-31"],
    [2027, "2027-12-31"],
  ]);
});
