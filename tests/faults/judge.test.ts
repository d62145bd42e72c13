import t from "tap";
import { type Evidence, judge } from "./judge.ts";
import { planFaults } from "./plan.ts";
import type { Told } from "./record.ts";

const host = "zuwendo.example";

function told(name: string, changes: Partial<Told> = {}): Told {
  return {
    ...{ deadlineId: name, email: `${name}@x`, mailId: name, mailState: "sent", attempt: 1 },
    ...{ reminderState: "sent", committedAt: 1_010, hasTask: false, isSuppressed: false },
    ...changes,
  };
}

function accepted(name: string, at: number, mailId = name) {
  return { kind: "accepted", to: `${name}@x`, messageId: `<${mailId}@${host}>`, at } as const;
}

const quiet: Evidence = { told: [], claims: [], notes: [], closed: [], kills: [] };

t.test(
  "what was neither accepted nor refused is lost, and a refusal needs its task and suppression",
  async (t) => {
    const rejected = { mailState: "rejected", reminderState: "dropped" } as const;
    const verdict = judge({
      ...quiet,
      told: [
        told("fine"),
        told("lost"),
        told("refused", { ...rejected, hasTask: true, isSuppressed: true }),
        told("untold", { ...rejected, isSuppressed: true }),
      ],
      notes: [accepted("fine", 1_000)],
    });
    t.same(verdict.lost, ["lost", "untold"]);
    t.same(
      verdict.sentInVain.map(({ deadlineId }) => deadlineId),
      ["lost"],
    );
    t.same(
      verdict.rejectedUntold.map(({ deadlineId }) => deadlineId),
      ["untold"],
    );
    t.same(verdict.committedAfterMs, [10]);
  },
);

t.test("a mail that was accepted twice is owed to a kill, or to nothing", async (t) => {
  const { duplicates, underOtherIds } = judge({
    ...quiet,
    told: [told("killed"), told("unexplained"), told("other")],
    notes: [
      accepted("killed", 1_000),
      accepted("unexplained", 5_000),
      accepted("killed", 31_000),
      accepted("unexplained", 35_000),
      accepted("other", 1_000, "one"),
      accepted("other", 1_000, "two"),
    ],
    kills: [{ from: 1_005, until: 1_020 }],
  });
  t.same(duplicates, [
    { messageId: `<killed@${host}>`, times: [1_000, 31_000], killAfterMs: 5 },
    { messageId: `<unexplained@${host}>`, times: [5_000, 35_000], killAfterMs: undefined },
  ]);
  t.same(underOtherIds, ["other@x"]);
});

t.test("a closed deadline may be mailed when the mail was taken up before, and not after", async (t) => {
  const verdict = judge({
    ...quiet,
    told: [told("before"), told("after"), told("again"), told("silent", { mailState: "dropped" })],
    closed: ["before", "after", "again", "silent"].map((deadlineId) => ({
      ...{ deadlineId, how: "met", confirmedAt: 2_000 },
    })),
    claims: [
      { mailId: "again", at: 1_000 },
      { mailId: "before", at: 1_999 },
      { mailId: "after", at: 2_001 },
      { mailId: "again", at: 32_000 },
    ],
    notes: [accepted("before", 2_100), accepted("after", 2_100), accepted("again", 32_100)],
  });
  t.same(verdict.forClosed, ["after", "again"]);
  t.equal(verdict.closedUntold, 1);
});

t.test("a seed always plans the same, all of it within the load", async (t) => {
  const plan = planFaults(7);
  t.same(planFaults(7), plan);
  t.notSame(planFaults(8), plan);
  t.equal(plan.kills.length, 30);
  t.equal(plan.deadlines.filter(({ closing }) => closing !== undefined).length, 450);
  const ends = plan.stretches.map(({ atMs, forMs }) => atMs + forMs);
  t.ok(
    plan.stretches.every(({ atMs }, index) => atMs >= (ends[index - 1] ?? 0)),
    "one stretch after the other",
  );
});
