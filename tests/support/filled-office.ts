import pg from "pg";
import { v7 as newId } from "uuid";
import type { Reply } from "./api.ts";
import type { TestOffice } from "./office.ts";
import {
  advance,
  euros,
  expectDone,
  grantApplication,
  insertApplication,
  insertProgramme,
} from "./project.ts";

type AskFunction = (
  line: string,
  options?: { token?: string; body?: unknown; headers?: Record<string, string> },
) => Promise<Reply>;

/** A calendar that the story of a filled office can be told on. */
export function filledOfficeClock() {
  let now = "2026-08-20T10:00:00.000Z";
  return {
    clock: () => now,
    turnTo: (instant: string) => {
      now = instant;
    },
  };
}

/** One id of every kind of thing. */
export type Filled = Awaited<ReturnType<typeof fillOffice>>;

/**
 * An office with one thing of every kind and applications in the states that the next steps need. `label` is part
 * of every name, so that a search of a reply finds what belongs to this office.
 */
export async function fillOffice(
  ask: AskFunction,
  office: TestOffice,
  ownerUrl: string,
  { label, turnTo }: { label: string; turnTo: (instant: string) => void },
) {
  turnTo("2026-08-20T10:00:00.000Z");
  const coordinator = office.people.coordinator.token;
  const leadOffice = office.people["lead-office"].token;
  const post = (path: string, body: unknown, token = coordinator) =>
    expectDone(ask(`POST /v1/${path}`, { token, body }));

  const theme = await post("themes", { position: 1, title: `Begegnung ${label}` });
  const finding = await post("findings", { themeId: theme.id, kind: "offer", description: `Café ${label}` });
  const need = await post("needs", { themeId: theme.id, title: `Orte ${label}` });
  const options = { year: 2026, meetingOn: "2026-09-10" };
  const { programme, committee, fund, fundYear, meeting, call } = await insertProgramme(ask, office, options);
  const project = { callId: call.id, cost: 1200, startsOn: "2026-09-15", endsOn: "2026-12-31" };
  const [draft, voted, recommended, granted] = [
    await insertApplication(ask, office, { ...project, title: `Entwurf ${label}` }),
    await insertApplication(ask, office, { ...project, title: `Vorlage ${label}` }),
    await insertApplication(ask, office, { ...project, title: `Votum ${label}` }),
    await insertApplication(ask, office, { ...project, title: `Bescheid ${label}` }),
  ];
  for (const { id } of [voted, recommended, granted]) await advance(ask, office, id, "submitted");
  turnTo("2026-09-10T18:00:00.000Z");
  for (const { id } of [voted, recommended]) await advance(ask, office, id, "formally-checked", "on-agenda");
  const vote = await post("votes", { applicationId: recommended.id, outcome: "recommended" });
  const grant = await grantApplication(ask, office, granted);
  turnTo("2026-09-19T12:00:00.000Z");
  const paymentRequest = await post(
    "payment-requests",
    { grantId: grant.id, amount: euros(600) },
    leadOffice,
  );
  const baseRate = await post("base-rates", { validFrom: "2026-07-01", rateBp: 127 }, leadOffice);
  const paper = await post("papers", { title: `Kofinanzierung ${label}`, meetingId: meeting.id });
  const disbursement = await post(
    "disbursements",
    { grantId: grant.id, amount: euros(600), paidOn: "2026-09-19" },
    leadOffice,
  );
  const entry = await post(
    "ledger-entries",
    { fundYearId: fundYear.id, kind: "allocation", amount: euros(500), note: `Nachtrag ${label}` },
    leadOffice,
  );
  const spare = await post("tokens", { name: `Übrig ${label}` }, office.people["project-lead"].token);
  const leaver = await post("people", {
    name: `Gerda Geht ${label}`,
    email: `geht.${label}@verein.example`,
    roles: ["project-lead"],
  });
  const statusLink = await post("status-links", { applicationId: granted.id });
  const [erased, erasable] = [
    await post("people", { name: `Emil Einst ${label}`, email: `einst.${label}@verein.example` }),
    await post("people", { name: `Ende ${label}`, email: `ende.${label}@verein.example` }),
  ];
  const erasure = await expectDone(
    ask(`POST /v1/people/${erased.id}/erasure`, {
      token: office.people.admin.token,
      body: { reason: `Antrag ${label}` },
      headers: { "if-match": "*" },
    }),
  );
  const invitee = await post("people", {
    name: `Ina Eingeladen ${label}`,
    email: `ina.${label}@verein.example`,
    roles: ["project-lead"],
  });
  await post("me/address-changes", { email: `neu.${label}@amt.example` }, office.people["lead-office"].token);
  const invitation = await post("invitations", { personId: invitee.id });
  const feed = await post("calendar-feeds", { name: `Kalender ${label}`, scope: "mine" });
  await expectDone(
    ask(`PUT /v1/ideas/${draft.ideaId}/matches/${call.id}/dismissal`, {
      token: coordinator,
      body: { reason: `Nicht jetzt ${label}` },
    }),
  );
  const deadlines = await expectDone(ask("GET /v1/deadlines?kind=spending-window", { token: coordinator }));
  const deadlineRule = await post("deadline-rules", {
    ownerType: "programmes",
    ownerId: programme.id,
    kind: "formal-check",
    rule: { kind: "none", reason: { de: `Ohne Frist ${label}`, en: `No deadline ${label}` } },
  });
  const proofs = await expectDone(ask("GET /v1/deadlines?kind=proof-of-use", { token: coordinator }));
  const extension = await post(
    "extensions",
    { deadlineId: proofs.items[0].id, newOn: "2027-03-15", reason: `Belege fehlen ${label}` },
    office.people["project-lead"].token,
  );
  const audit = await expectDone(ask("GET /v1/audit-log?limit=1", { token: leadOffice }));
  const deadline = deadlines.items[0];
  const mailId = newId();
  const reminderId = newId();
  const taskId = newId();
  const plan = await post("reminder-plans", {
    programmeId: programme.id,
    kind: "completion",
    steps: [{ days: 5, audience: ["lead"], text: { de: `Bitte ${label}`, en: `Please ${label}` } }],
  });
  const suppression = await post("suppressions", { email: `still.${label}@verein.example`, detail: label });
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const recipient = office.people["project-lead"].id;
    await client.query("select set_config('app.office_id', $1, false)", [office.id]);
    for (const [table, column] of named) {
      await client.query(`update ${table} set ${column} = ${column} || ' ' || $2 where office_id = $1`, [
        office.id,
        label,
      ]);
    }
    await client.query(
      "insert into mails (id, recipient_id, kind, for_on, state, subject, text) values ($1, $2, 'digest', '2026-09-19', 'captured', 'Frist', $3)",
      [mailId, recipient, `Ihre Frist ${label}`],
    );
    await client.query(
      `insert into reminders (id, deadline_id, deadline_version, step, recipient_id, role, state, due_at, mail_id)
       values ($1, $2, 1, 'd-14', $3, 'lead', 'sent', now(), $4)`,
      [reminderId, deadline.id, recipient, mailId],
    );
    await client.query(
      `with moved as (
         insert into deadline_moves (deadline_id, old_on, old_ends_at, reason, due_at, told_at)
         values ($1, '2026-11-03', now(), jsonb_build_object('de', $2::text, 'en', $2::text), now(), now()) returning id)
       insert into mail_moves (mail_id, move_id, role) select $3, id, 'lead' from moved`,
      [deadline.id, `Verlegt ${label}`, mailId],
    );
    await client.query(
      `insert into tasks (id, kind, subject_type, subject_id, person_id, detail)
       values ($1, 'complaint', 'people', $2, $2, jsonb_build_object('note', $3::text))`,
      [taskId, recipient, label],
    );
    await client.query(
      `insert into reminder_answers (reminder_id, deadline_id, person_id, answer, quiet_until)
       values ($1, $2, $3, 'later', now())`,
      [reminderId, deadline.id, recipient],
    );
    await client.query("insert into preferences (person_id, mail_at) values ($1, '07:30')", [recipient]);
  } finally {
    await client.end();
  }
  return {
    organisationId: office.organisationId,
    personId: office.people["project-lead"].id,
    deputyId: office.people.coordinator.id,
    leaverId: leaver.id,
    erasableId: String(erasable.id),
    erasureId: String(erasure.id),
    inviteeId: invitee.id,
    invitationId: String(invitation.id),
    tokenId: String(spare.id),
    calendarFeedId: String(feed.id),
    statusLinkId: String(statusLink.id),
    themeId: String(theme.id),
    findingId: String(finding.id),
    needId: String(need.id),
    ideaId: String(draft.ideaId),
    programmeId: String(programme.id),
    committeeId: String(committee.id),
    fundId: String(fund.id),
    fundYearId: String(fundYear.id),
    meetingId: String(meeting.id),
    paperId: String(paper.id),
    callId: String(call.id),
    draftId: String(draft.id),
    votableId: String(voted.id),
    grantableId: String(recommended.id),
    voteId: String(vote.id),
    grantId: String(grant.id),
    paymentRequestId: String(paymentRequest.id),
    baseRateId: String(baseRate.id),
    disbursementId: String(disbursement.id),
    entryId: String(entry.id),
    deadlineId: String(deadline.id),
    deadlineRuleId: String(deadlineRule.id),
    proofDeadlineId: String(proofs.items[0].id),
    extensionId: String(extension.id),
    planId: String(plan.id),
    mailId,
    reminderId,
    suppressionId: String(suppression.id),
    taskId,
    auditId: String(audit.items[0].id),
  };
}

/** What bears a name that the API shows. */
const named = [
  ["organisations", "name"],
  ["people", "name"],
  ["programmes", "name"],
  ["committees", "name"],
  ["funds", "name"],
  ["calls", "title"],
] as const;
