import { test } from "tap";
import { dutiesForTest } from "../../support/duties.ts";
import { advance, expectDone, insertApplication, insertProgramme } from "../../support/project.ts";

/** A project that the committee has recommended on 10 September 2026, and ways to grant it. */
async function recommended(t: Parameters<typeof dutiesForTest>[0]) {
  const setting = await dutiesForTest(t);
  const { ask, as, done, office, turnTo } = setting;
  const { call } = await insertProgramme(ask, office, { year: 2026, meetingOn: "2026-09-10" });
  const period = { startsOn: "2026-09-15", endsOn: "2026-12-31" };
  const write = async () => {
    turnTo("2026-08-20T10:00:00.000Z");
    const application = await insertApplication(ask, office, { callId: call.id, cost: 2400, ...period });
    await advance(ask, office, application.id, "submitted");
    turnTo("2026-09-10T18:00:00.000Z");
    await advance(ask, office, application.id, "formally-checked", "on-agenda");
    await done("coordinator", "POST /v1/votes", { applicationId: application.id, outcome: "recommended" });
    return application;
  };
  const grant = async (body: object, { id } = { id: "" }) => {
    const applicationId = id === "" ? (await write()).id : id;
    return as("lead-office", "POST /v1/grants", { applicationId, ...body });
  };
  return { ...setting, write, grant };
}

test("a contract brings no objection period", async (t) => {
  const { grant, duties } = await recommended(t);
  const { id } = await expectDone(grant({ instrument: "contract" }));
  t.same(await duties("objection", id), []);
  t.match(await duties("proof-of-use", id), [{ state: "open" }], "the proof is owed all the same");
  const notice = await expectDone(grant({ instrument: "notice" }));
  t.match(await duties("objection", notice.id), [{ state: "open", nominalOn: "2026-10-10" }]);
});
