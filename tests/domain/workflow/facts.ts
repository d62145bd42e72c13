import type { DutyFacts } from "../../../packages/domain/src/workflow/owed-duties.ts";

/** Facts of a thing of which nothing is known. */
const nothing: DutyFacts = {
  ...{ subjectType: "grants", subjectId: "g", applicationState: "granted", arisenOn: null, hadProof: false },
  ...{
    instrument: null,
    servedOn: null,
    service: null,
    procedureAct: "LVwG SH",
    periodFrom: null,
    periodTo: null,
    isPaidOut: false,
    isSmall: false,
  },
  ...{ paidOn: null, usedOn: null, meetingId: null, meetingOn: null, meetingState: null, paperState: null },
  charitableUntil: null,
};
/** A grant of 10 September 2026 for the rest of the year. */
export const granted: DutyFacts = {
  ...nothing,
  ...{ instrument: "notice", servedOn: "2026-09-10", periodFrom: "2026-09-15", periodTo: "2026-12-31" },
};
