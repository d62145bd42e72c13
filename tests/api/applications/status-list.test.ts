import { test } from "tap";
import { dutiesForTest, grantedProject } from "../../support/duties.ts";
import { euros, insertApplication } from "../../support/project.ts";

test("the list of applications says where each stands, and what they come to", async (t) => {
  const setting = await dutiesForTest(t);
  const { ask, done, office, turnTo, rows } = setting;
  const { grant, applicationId } = await grantedProject(setting);
  const { callId } = await done("coordinator", `GET /v1/applications/${applicationId}`);
  const period = { startsOn: "2026-10-15", endsOn: "2026-12-31" };
  const small = await insertApplication(ask, office, { callId, cost: 800, title: "Ärztehaus", ...period });
  const large = await insertApplication(ask, office, { callId, cost: 3100, title: "Zirkus", ...period });
  turnTo("2026-09-19T10:00:00.000Z");
  await done("lead-office", "POST /v1/disbursements", {
    grantId: grant.id,
    amount: euros(600),
    paidOn: "2026-09-19",
  });
  const ofGrant = (await rows("select fund_year_id from grants"))[0].fund_year_id;
  const proved = [ofGrant, applicationId, 25_000];
  await rows(
    `insert into ledger_entries (fund_year_id, seq, kind, amount_cents, booked_on, value_on, programme_id, fund_id, application_id)
     select e.fund_year_id, 900, 'proved', $3, e.booked_on, e.value_on, e.programme_id, e.fund_id, $2
     from ledger_entries e where e.fund_year_id = $1 limit 1`,
    proved,
  );

  const list = await done("coordinator", "GET /v1/applications?sort=-requested");
  t.same(
    list.items.map((item: { id: string }) => item.id),
    [large.id, applicationId, small.id],
  );
  t.match(list.items[1], {
    organisationName: "Kulturverein",
    leadName: "Paula Projekt",
    programmeName: "Partnerschaft für Demokratie",
    fundName: "Aktionsfonds",
    callTitle: "Erste Runde",
    granted: euros(2400),
    paid: euros(600),
    proved: euros(250),
    stateSince: "2026-09-10T18:00:00Z",
    status: {
      actor: "applicant",
      text: {
        de: /^Bewilligt \(seit 10\.09\.2026\), Beginn am 15\.09\.2026\. Am Zug: Antragstellende \(Projekt beginnen\)\. Nächste Frist: Verwendungsfrist bis /,
      },
    },
    nextDeadline: { kind: /./, on: list.items[1].nextDeadlineOn },
  });
  t.match(list.items[0], { granted: null, paid: euros(0), status: { actor: "applicant" } });
  t.same(list.totals, {
    count: 3,
    requested: euros(6300),
    granted: euros(2400),
    paid: euros(600),
    proved: euros(250),
  });

  for (const sort of ["granted", "-granted"]) {
    const [first] = (await done("coordinator", `GET /v1/applications?sort=${sort}`)).items;
    t.equal(first.id, applicationId, `${sort}: what has no value comes last`);
  }
  const granted = await done("coordinator", "GET /v1/applications?grantedFrom=1&sort=title");
  t.same([granted.items.length, granted.totals.count], [1, 1]);
  const soon = await done(
    "coordinator",
    `GET /v1/applications?nextDeadlineOnTo=${list.items[1].nextDeadlineOn}`,
  );
  t.equal(soon.items.length, soon.totals.count);
});

test("pages sorted by what is looked up come to the whole list, once each, whoever looks", async (t) => {
  const setting = await dutiesForTest(t);
  const { ask, done, office } = setting;
  const { applicationId } = await grantedProject(setting);
  const { callId } = await done("coordinator", `GET /v1/applications/${applicationId}`);
  const period = { startsOn: "2026-10-15", endsOn: "2026-12-31" };
  const made = [applicationId];
  for (const cost of [500, 700, 700, 900, 1100]) {
    const { id } = await insertApplication(ask, office, { callId, cost, ...period });
    made.push(id);
  }
  for (const role of ["coordinator", "project-lead"] as const) {
    for (const sort of [
      "granted",
      "-granted,requested",
      "nextDeadlineOn",
      "-organisationName",
      "leadName,-number",
    ]) {
      const seen: string[] = [];
      let cursor = "";
      do {
        const page = await done(role, `GET /v1/applications?limit=2&sort=${sort}${cursor}`);
        t.equal("totals" in page, cursor === "", "sums stand on the first page");
        seen.push(...page.items.map((item: { id: string }) => item.id));
        cursor = page.nextCursor === null ? "" : `&cursor=${page.nextCursor}`;
      } while (cursor !== "");
      t.same([...seen].sort(), [...made].sort(), `${role}: ${sort}`);
    }
  }
});
