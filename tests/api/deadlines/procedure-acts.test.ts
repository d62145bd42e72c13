import { test } from "tap";
import { dutiesForTest, grantedProject } from "../../support/duties.ts";
import { euros, insertApplication, insertProgramme } from "../../support/project.ts";

test("explanations name the act of whoever sets the deadline", async (t) => {
  const setting = await dutiesForTest(t, "2026-12-01T10:00:00.000Z");
  const { ask, done, duties, office, moves } = setting;
  t.match(await done("admin", "GET /v1/office"), { land: "SH", procedureAct: "LVwG SH" });
  const { programme, call } = await insertProgramme(ask, office, { year: 2027, meetingOn: "2027-01-21" });
  t.match(programme, { level: "federal", procedureAct: "VwVfG" });
  const rule = { kind: "fixed", on: "2027-01-03" };
  for (const kind of ["application-cut-off", "upstream-proof"]) {
    await done("coordinator", "POST /v1/deadline-rules", {
      ...{ ownerType: "programmes", ownerId: programme.id, kind, rule, rollPolicy: "next-working-day" },
    });
  }
  await done("coordinator", `PATCH /v1/calls/${call.id}`, { deadlineRule: rule });
  const project = { callId: call.id, cost: 100, startsOn: "2027-03-01", endsOn: "2027-06-30" };
  const { id } = await insertApplication(ask, office, project);
  const cutOff = async () => (await duties("application-cut-off", id))[0];
  const proof = async () => (await duties("upstream-proof", programme.id))[0];
  for (const duty of [await cutOff(), await proof()]) {
    t.match(duty, { effectiveOn: "2027-01-04", explanation: { de: /\(§ 31 Abs\. 3 VwVfG\)/ }, version: 1 });
  }
  await done("coordinator", `PATCH /v1/programmes/${programme.id}`, { procedureAct: null });
  for (const duty of [await cutOff(), await proof()]) {
    t.match(duty, { effectiveOn: "2027-01-04", explanation: { de: /\(§ 193 BGB\)/ }, version: 1 });
    t.same(await moves(duty.id), [], "no day has moved");
  }
  const foundation = await done("coordinator", "POST /v1/programmes", {
    ...{ name: "Bürgerstiftung", funder: "Bürgerstiftung", level: "foundation" },
  });
  t.equal(foundation.procedureAct, null);
  const single = (kind: string) =>
    done("coordinator", "POST /v1/deadlines", {
      ...{ kind, title: "Von Hand", rule, programmeId: programme.id, rollPolicy: "next-working-day" },
    });
  t.match((await single("upstream-proof")).explanation.de, "§ 193 BGB");
  t.match((await single("repayment")).explanation.de, "§ 89 LVwG SH");
});

test("a notice rests on the office's act, a contract on none", async (t) => {
  const setting = await dutiesForTest(t);
  const { done, duties, turnTo, rows } = setting;
  const useLate = async (grantId: string) => {
    turnTo("2026-09-19T12:00:00.000Z");
    const amount = euros(600);
    const { id } = await done("lead-office", "POST /v1/disbursements", {
      grantId,
      amount,
      paidOn: "2026-09-19",
    });
    turnTo("2026-11-11T09:00:00.000Z");
    const { interest } = await done("lead-office", `PATCH /v1/disbursements/${id}`, { usedOn: "2026-11-10" });
    return {
      window: (await duties("spending-window", id))[0].explanation.de,
      interest: interest.explanation.de,
    };
  };
  const notice = await useLate((await grantedProject(setting)).grant.id);
  t.match(notice, { window: /\(§ 89 LVwG SH\)/, interest: /\(§ 117a LVwG SH, § 247 BGB\)/ });
  const { grant } = await grantedProject(setting);
  await rows("update grants set instrument = 'contract' where id = $1", [grant.id]);
  const contract = await useLate(grant.id);
  t.match(contract, { window: /\(§ 193 BGB\)/, interest: /soweit der Vertrag sie vorsieht/ });
});
