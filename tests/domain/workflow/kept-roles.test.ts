import { addDays, assertRolesKept, daysFrom, type Role, type RoleHolder, rolesOn } from "@zuwendo/domain";
import fc from "fast-check";
import { test } from "tap";
import { firstDayWithout } from "../../../packages/domain/src/workflow/kept-roles.ts";

const today = "2026-11-16";
const role: Role = "admin";

function holder(changes: Partial<RoleHolder> = {}): RoleHolder {
  return { roles: [role], rolesFrom: null, rolesUntil: null, deactivatedAt: null, ...changes };
}

const gone = holder({ deactivatedAt: `${today}T09:00:00Z` });

test("a role is lost on the first day that nobody else has it", async (t) => {
  const lost = (after: RoleHolder, others: readonly RoleHolder[] = [], before = holder()) =>
    firstDayWithout(role, { before, after, others }, today);
  t.equal(lost(gone), today);
  t.equal(lost(holder({ roles: ["auditor"] })), today);
  t.equal(lost(holder({ rolesUntil: "2027-01-31" })), "2027-02-01");
  t.equal(lost(holder({ rolesFrom: "2026-12-01" })), today, "a later first day leaves a gap");
  t.equal(lost(gone, [holder()]), undefined);
  t.equal(
    lost(gone, [holder({ deactivatedAt: "2026-11-01T09:00:00Z" })]),
    today,
    "who is shut out has nothing",
  );
  t.equal(lost(gone, [holder({ rolesUntil: "2026-12-31" })]), "2027-01-01");
  t.equal(lost(gone, [holder({ rolesUntil: "2026-12-31" }), holder({ rolesFrom: "2027-01-01" })]), undefined);
  t.equal(lost(gone, [holder({ rolesFrom: "2026-11-17" })]), today);
  t.equal(lost(gone, [], holder({ rolesUntil: "2026-11-15" })), undefined, "nobody loses what is over");
  t.equal(lost(gone, [], holder({ rolesFrom: "2026-12-01" })), "2026-12-01", "nor before it begins");
  t.equal(lost(gone, [], holder({ roles: ["partner"] })), undefined);
});

test("the day is the first that a look at every day finds", async (t) => {
  const day = fc.option(fc.integer({ min: -3, max: 8 }).map((days) => addDays(today, days)));
  const anybody = fc
    .record({ rolesFrom: day, rolesUntil: day, isGone: fc.boolean(), roles: fc.constantFrom([role], []) })
    .map(({ isGone, ...rest }) => holder({ ...rest, deactivatedAt: isGone ? `${today}T09:00:00Z` : null }));
  const days = daysFrom(today, addDays(today, 12));
  fc.assert(
    fc.property(anybody, anybody, fc.array(anybody, { maxLength: 3 }), (before, after, others) => {
      const has = (one: RoleHolder, on: string) => rolesOn(one, on).includes(role);
      const looked = days.find((on) => has(before, on) && ![after, ...others].some((one) => has(one, on)));
      return firstDayWithout(role, { before, after, others }, today) === looked;
    }),
    { numRuns: 500 },
  );
  t.pass("holds for every change");
});

test("only roles that an office cannot do without are kept", async (t) => {
  const change = (roles: readonly string[]) => ({
    before: holder({ roles }),
    after: holder({ roles: [] }),
    others: [],
  });
  for (const kept of ["admin", "coordinator"])
    t.throws(() => assertRolesKept(change(["auditor", kept]), today), { code: "last-of-role" });
  assertRolesKept(change(["lead-office", "auditor", "project-lead", "partner", "committee-member"]), today);
});
