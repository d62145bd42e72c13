import { test } from "tap";
import type { ReminderAudience } from "../../../packages/domain/src/reminders/ladders.ts";
import {
  assertReachable,
  type Concerning,
  lacksPerson,
  type Person,
  recipientsOf,
} from "../../../packages/domain/src/reminders/recipients.ts";

const today = "2026-11-16";
const at = `${today}T06:00:00Z`;

function person(id: string, changes: Partial<Person> = {}): Person {
  return {
    ...{
      id,
      officeId: "office",
      name: id,
      organisationId: null,
      roles: ["project-lead"],
      rolesFrom: null,
      rolesUntil: null,
      deactivatedAt: null,
    },
    ...{ deputyId: null, absentFrom: null, absentUntil: null, mutedKinds: [], mailAt: null },
    ...changes,
  };
}

const away = { absentFrom: "2026-11-10", absentUntil: "2026-11-20" };
const left = { rolesUntil: "2026-11-15" };
const coordinator = person("coordinator", { roles: ["coordinator"] });
const deadline: Concerning = {
  ...{ id: "deadline", officeId: "office", kind: "completion", leadId: "lead", ownerId: null },
  ...{ applicationId: "application", committeeId: null },
};

/** Who is told of a deadline of an application, and as what; the lead and one coordinator are there unless given otherwise. */
function around(...others: readonly Person[]) {
  const people = [person("lead", { organisationId: "club" }), coordinator, ...others];
  const application = {
    ...{ id: "application", leadId: "lead", organisationId: "club", partnerOrganisationIds: ["partner"] },
    isOnAgenda: false,
  };
  return {
    people: new Map(people.map((one) => [one.id, one])),
    applications: new Map([[application.id, application]]),
    answers: [],
  };
}

function told(
  others: readonly Person[],
  audience: readonly ReminderAudience[] = ["lead"],
  of: Concerning = deadline,
  day = today,
): string[] {
  return recipientsOf(of, audience, around(...others), { at, today: day }).map(
    ({ id, role, forId }) => `${id} as ${role}${forId === null ? "" : ` for ${forId}`}`,
  );
}

test("roles count up to and including their last day", async (t) => {
  const last = [person("lead", { rolesUntil: today })];
  t.same(told(last), ["lead as lead"]);
  t.same(told(last, ["lead"], deadline, "2026-11-17"), ["coordinator as office"], "the day after");
  const first = [person("lead", { rolesFrom: today })];
  t.same(told(first), ["lead as lead"], "from their first day on");
  t.same(told(first, ["lead"], deadline, "2026-11-15"), ["coordinator as office"], "not the day before");
  t.same(told([person("lead", left)], ["lead", "office"]), ["coordinator as office"], "once");
  t.same(
    told([person("lead", left), person("owner")], ["lead", "owner"], { ...deadline, ownerId: "owner" }),
    ["owner as owner"],
  );
});

test("nobody is told of what their roles do not show them", async (t) => {
  t.same(told([person("lead", { roles: [] })]), ["coordinator as office"], "no role at all");
  t.same(told([person("lead", { roles: ["admin"] })]), ["coordinator as office"], "sees no deadlines");
  const own = { ...deadline, ownerId: "member" };
  const member = person("member", { roles: ["committee-member"] });
  t.same(told([member], ["owner"], own), ["coordinator as office"], "has not reached a committee");
  t.same(told([member], ["owner"], { ...own, committeeId: "committee" }), ["member as owner"]);
  t.same(told([person("member", { roles: ["auditor"] })], ["owner"], own), ["member as owner"]);
});

test("only somebody who may see the thing stands in", async (t) => {
  const lead = person("lead", { ...away, deputyId: "deputy", organisationId: "club" });
  const standingIn = (deputy: Partial<Person>) => told([lead, person("deputy", deputy)]);
  t.same(standingIn({ organisationId: "club" }), ["deputy as deputy for lead"], "of the organisation");
  t.same(standingIn({ organisationId: "partner" }), ["deputy as deputy for lead"], "of a partner");
  t.same(standingIn({ roles: ["lead-office"] }), ["deputy as deputy for lead"]);
  t.same(standingIn({ organisationId: "other" }), ["coordinator as office"], "of another organisation");
  t.same(standingIn({ organisationId: "club", ...left }), ["coordinator as office"], "has left");
  t.same(standingIn({ organisationId: "club", ...away }), ["coordinator as office"], "is away, too");
  t.same(told([person("lead", away)]), ["coordinator as office"], "there is none");
  const here = person("lead", { deputyId: "deputy" });
  t.same(told([here, person("deputy", { organisationId: "other" })], ["deputy"]), ["coordinator as office"]);
  t.same(told([here, person("deputy", { organisationId: "club" })], ["deputy"]), ["deputy as deputy"]);
});

test("the office is told even where everybody is away", async (t) => {
  const absent = person("coordinator", { roles: ["coordinator"], ...away });
  t.same(told([absent], ["office"]), ["coordinator as office"]);
  t.same(told([absent, person("lead", left)]), ["coordinator as office"]);
  const second = person("second", { roles: ["coordinator"] });
  t.same(told([absent, second], ["office"]), ["second as office"], "whoever is there");
  const gone = person("coordinator", { roles: ["coordinator"], ...left });
  t.same(told([gone, second], ["office"]), ["second as office"], "not who has left");
});

test("somebody has to be found for good, not for an absence", async (t) => {
  const lacks = (lead: Person, audience: readonly ReminderAudience[] = ["lead"], of = deadline) =>
    lacksPerson(of, audience, around(lead), today);
  t.equal(lacks(person("lead")), false);
  t.equal(lacks(person("lead", away)), false, "will be back");
  t.equal(lacks(person("lead", left)), true);
  t.equal(lacks(person("lead", { roles: [] })), true);
  t.equal(lacks(person("lead", left), ["office"]), false, "a step that is not theirs");
  t.equal(lacks(person("lead", left), ["lead", "owner"], { ...deadline, ownerId: "coordinator" }), false);
  t.equal(lacks(person("lead"), ["lead"], { ...deadline, leadId: null }), false, "nobody was ever named");
});

test("what somebody has put off comes to them or, once they are gone, to the office", async (t) => {
  const again = (one: Person) =>
    recipientsOf(deadline, [], around(one), { at, today, askedBy: "lead" }).map(({ id }) => id);
  t.same(again(person("lead")), ["lead"]);
  t.same(again(person("lead", left)), ["coordinator"]);
});

test("only who can be told is named", async (t) => {
  const named = (roles: readonly string[], rolesUntil: string | null = null) => {
    assertReachable({ roles, rolesFrom: "2027-01-01", rolesUntil, deactivatedAt: null }, today, "deputyId");
  };
  named(["project-lead"]);
  named(["admin", "coordinator"], today);
  for (const refused of [
    () => named(["project-lead"], "2026-11-15"),
    () => named([]),
    () => named(["admin"]),
  ])
    t.throws(refused, { code: "person-without-role", pointer: "/deputyId" });
});
