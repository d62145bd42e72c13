import {
  type ApplicationState,
  applicationTransitions,
  assertHappened,
  assertTransition,
  byLanguage,
  DomainError,
  moneyText,
} from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { sql } from "kysely";
import {
  applications,
  factsOf,
  findCircumstances,
  fundYearOf,
  getSubject,
  ofVisibleApplications,
} from "../applications/queries.ts";
import { type DeadlinePlan, planDeadlines } from "../deadlines/planning.ts";
import { bookEntries } from "../ledger-entries/booking.ts";
import type { Session, Surroundings } from "../office.ts";
import type { Resource } from "../resource.ts";
import { createRoute, listRoute, readRoute } from "../routes.ts";
import { getReferenced, getRow, updateRow } from "../rows.ts";
import { Grant, GrantCreate, GrantPage } from "./schema.ts";

type Row = Record<string, unknown>;

const grants: Resource = {
  name: "grants",
  table: "grants",
  shape: Grant,
  filters: ["applicationId", "fundYearId", "instrument"],
  ranges: ["servedOn", "periodTo"],
  sorts: ["createdAt"],
  read: "grants.read",
  own: (caller) => ofVisibleApplications({ caller, scope: "own" }),
};

async function findVoted(session: Session, applicationId: unknown) {
  const [row] = await session.run<{
    amountCents: number;
    votedOn: string;
    financingType: string;
    proofWeeks: number;
  }>(sql`
    select v.amount_cents, v.voted_on, p.financing_type, p.proof_weeks
    from applications a join programmes p on p.id = a.programme_id join votes v on v.application_id = a.id
    where a.id = ${applicationId} order by v.created_at desc limit 1`);
  if (row === undefined) throw new DomainError("state-forbids", { state: "", needed: "recommended" });
  return row;
}

/** The lead office grants: the reservation becomes a commitment, never of more than the committee voted. */
async function prepare(session: Session, body: Row): Promise<Row> {
  const application = await getReferenced(session, applications, body, "applicationId", { lock: true });
  const around = await findCircumstances(session, application.id);
  assertTransition(
    applicationTransitions,
    { from: application.state as ApplicationState, to: "granted", through: "grants" },
    factsOf(application, around, session.today),
    session.caller.roles,
  );
  const voted = await findVoted(session, application.id);
  const amountCents = (body.amount as { amountCents: number } | undefined)?.amountCents ?? voted.amountCents;
  if (amountCents > voted.amountCents) {
    throw new DomainError(
      "amount-over-cap",
      byLanguage({ amount: moneyText(amountCents), cap: moneyText(voted.amountCents) }),
      "/amount",
    );
  }
  const servedOn = String(body.servedOn ?? session.today);
  assertHappened(servedOn, { today: session.today, notBefore: voted.votedOn }, "/servedOn");
  const { fundYearId } = await bookEntries(
    session,
    fundYearOf(application),
    await getSubject(session, String(application.id)),
    [
      { kind: "reservation-release", amountCents: voted.amountCents, valueOn: servedOn },
      { kind: "commitment", amountCents, valueOn: servedOn },
    ],
    { commits: { reservedCents: voted.amountCents, amountCents } },
  );
  await updateRow(session, applications, application.id, { state: "granted", stateReason: null });
  return {
    fundYearId,
    amountCents,
    financingType: voted.financingType,
    servedOn,
    periodFrom: body.periodFrom ?? application.startsOn,
    periodTo: body.periodTo ?? application.endsOn,
  };
}

/** The duties that a notice brings with it. */
async function planDuties(session: Session, grant: Row): Promise<void> {
  const application = await getRow(session, applications, String(grant.applicationId));
  const { proofWeeks } = await findVoted(session, application.id);
  const about = {
    subjectType: "grants",
    subjectId: String(grant.id),
    applicationId: String(application.id),
    title: String(application.title),
    leadId: String(application.leadId),
  };
  const event = (de: string, en: string, on: unknown) => ({
    type: "grants",
    id: String(grant.id),
    label: { de, en },
    on: String(on),
  });
  const plans: DeadlinePlan[] = [
    {
      ...about,
      kind: "objection",
      rule: { kind: "after-event", amount: 1, unit: "months" },
      anchor: event("Bekanntgabe des Bescheids", "Service of the notice", grant.servedOn),
    },
    { ...about, kind: "granting-period-end", rule: { kind: "fixed", on: String(grant.periodTo) } },
    {
      ...about,
      kind: "proof-of-use",
      rule: { kind: "after-event", amount: proofWeeks, unit: "weeks" },
      anchor: event("Projektende", "End of the project", grant.periodTo),
    },
  ];
  planDeadlines(session, plans);
}

export function grantRoutes(app: FastifyInstance, surroundings: Surroundings): void {
  app.addSchema(Grant).addSchema(GrantCreate).addSchema(GrantPage);
  listRoute(app, surroundings, grants, GrantPage);
  readRoute(app, surroundings, grants);
  createRoute(app, surroundings, grants, {
    body: GrantCreate,
    permission: "grants.write",
    prepare,
    after: planDuties,
  });
}
