import { test } from "tap";
import { dutiesForTest, grantedProject, matchEach } from "../../support/duties.ts";
import { advance } from "../../support/project.ts";

test("closing a project leaves the day until which its vouchers are kept", async (t) => {
  const setting = await dutiesForTest(t);
  const { ask, office, turnTo, duties, moves } = setting;
  const { applicationId } = await grantedProject(setting);
  for (const [day, state] of [
    ["2026-09-16", "running"],
    ["2027-01-04", "proof-due"],
    ["2027-01-20", "proof-submitted"],
  ] as const) {
    turnTo(`${day}T10:00:00.000Z`);
    await advance(ask, office, applicationId, state);
  }
  const kept = await duties("retention-end", applicationId);
  matchEach(t, kept, [{ state: "open", anchorOn: "2027-01-20", nominalOn: "2032-01-20", version: 1 }]);
  turnTo("2027-03-01T10:00:00.000Z");
  await advance(ask, office, applicationId, "closed");
  t.same(await duties("retention-end", applicationId), kept, "its day, its version and its number");
  t.same(await moves(kept[0].id), [], "nobody is told of a change");
});
