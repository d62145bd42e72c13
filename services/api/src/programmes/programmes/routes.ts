import { procedureActOfFunder, type Text } from "@zuwendo/domain";
import type { FastifyInstance } from "fastify";
import { replanApplications } from "../../deadlines/planning/cut-offs.ts";
import { renameDuties } from "../../deadlines/planning/name-queries.ts";
import { planningProblems } from "../../deadlines/planning/problems.ts";
import { reconcile } from "../../deadlines/planning/reconcile.ts";
import { holdRules } from "../../deadlines/planning/rule-queries.ts";
import { replanUpstream } from "../../deadlines/planning/upstream.ts";
import type { Deps, Session } from "../../request/session.ts";
import { listRoute, readRoute } from "../../resources/read-routes.ts";
import type { Resource, RowOf } from "../../resources/resource.ts";
import { createRoute, patchRoute } from "../../resources/write-routes.ts";
import { Programme, ProgrammeCreate, ProgrammePage, ProgrammePatch } from "./schema.ts";

const programmes: Resource<typeof Programme, "programmes"> = {
  name: "programmes",
  one: "a programme",
  table: "programmes",
  shape: Programme,
  filters: ["level", "isIllustrative"],
  sorts: ["createdAt", "name"],
  hasWords: true,
  read: "programmes.read",
};

type Row = RowOf<typeof Programme>;

/** Terms of a programme that stand for a rule where nobody has set one, and the kind that each decides. */
const decidedBy = [
  { term: "spendingWindowWeeks", kind: "spending-window" },
  { term: "proofWeeks", kind: "proof-of-use" },
] as const;

const termsChanged: Text = {
  de: "Die Fristen des Programms wurden geändert",
  en: "The programme's deadlines were changed",
};

/** Other weeks for spending or for the proof move the open deadlines that count by them; its own are called what it is. */
async function follow(session: Session, before: Row, programme: Row): Promise<void> {
  const { id: subjectId, name: title } = programme;
  if (before.name !== title) renameDuties(session, subjectId, { title });
  if (before.procedureAct !== programme.procedureAct) {
    await replanUpstream(session, subjectId, termsChanged);
    await replanApplications(session, { programmeId: subjectId }, termsChanged);
  }
  const kinds = decidedBy.filter(({ term }) => before[term] !== programme[term]).map(({ kind }) => kind);
  if (kinds.length === 0) return;
  const owner = { type: "programmes", id: programme.id } as const;
  await reconcile(session, owner, kinds, { reason: termsChanged });
}

export function programmeRoutes(app: FastifyInstance, deps: Deps): void {
  app.addSchema(Programme).addSchema(ProgrammeCreate).addSchema(ProgrammePatch).addSchema(ProgrammePage);
  listRoute(app, deps, programmes, ProgrammePage);
  readRoute(app, deps, programmes);
  createRoute(app, deps, programmes, {
    body: ProgrammeCreate,
    permission: "programmes.write",
    prepare: ({ caller }, { level, procedureAct = procedureActOfFunder(level, caller.procedureAct) }) => ({
      procedureAct,
    }),
  });
  patchRoute(app, deps, programmes, {
    body: ProgrammePatch,
    permission: "programmes.write",
    problems: ["too-many-deadlines", ...planningProblems],
    prepare: (session, _before, body) => {
      if (decidedBy.some(({ term }) => term in body)) holdRules(session, "alone");
      return {};
    },
    after: follow,
  });
}
