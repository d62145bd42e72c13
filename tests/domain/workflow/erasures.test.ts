import {
  type ErasureFacts,
  erasureEffects,
  erasureGrounds,
  erasureObstacles,
  erasurePlaces,
  erasureRemains,
  type KeptFile,
  restrictionBy,
  restrictionText,
} from "@zuwendo/domain";
import { test } from "tap";

const today = "2026-11-16";
const facts: ErasureFacts = {
  person: { roles: [], rolesFrom: null, rolesUntil: null, deactivatedAt: null },
  today,
  isCaller: false,
  holdings: {},
  mailsOnTheirWay: 0,
};
const codes = (changes: Partial<ErasureFacts>) =>
  erasureObstacles({ ...facts, ...changes }).map(({ code }) => code);

test("somebody with roles today or later, or with anything in hand, is not erased", async (t) => {
  t.same(codes({}), []);
  const holder = (rolesFrom: string | null, rolesUntil: string | null) => ({
    person: { roles: ["project-lead"], rolesFrom, rolesUntil, deactivatedAt: null },
  });
  t.same(codes(holder(null, null)), ["roles-in-force"]);
  t.same(codes(holder(null, today)), ["roles-in-force"], "the last day counts");
  t.same(codes(holder(null, "2026-11-15")), []);
  t.same(codes(holder("2027-01-01", null)), ["roles-in-force"], "they begin later");
  const [later] = erasureObstacles({ ...facts, ...holder("2027-01-01", null) });
  t.match(later?.text.de, /beginnen erst noch/);
  t.same(codes({ holdings: { tokens: 2, calendarFeeds: 1, tasksAbout: 1, tasksFor: 1 } }), []);
  t.same(codes({ isCaller: true, holdings: { ideas: 1 }, mailsOnTheirWay: 1 }), [
    "erasing-oneself",
    "holds-something",
    "mail-on-its-way",
  ]);
  const [held] = erasureObstacles({ ...facts, holdings: { applications: 2, deputyFor: 1 } });
  t.equal(
    held?.text.de,
    "Die Person hält noch: 2 laufende Anträge und 1 Vertretung. Bitte übergeben Sie das zuerst.",
  );
  t.equal(
    held?.text.en,
    "The person still holds: 2 applications that have not come to their end and standing in for 1 person. Please hand this over first.",
  );
});

test("a name is kept for as long as a file must be able to name it", async (t) => {
  const by = (...files: KeptFile[]) => restrictionBy(files, today);
  const closed = (retentionEndsOn: string | null): KeptFile => ({ state: "closed", retentionEndsOn });
  const free = { isRestricted: false, keptUntil: null };
  t.same(by(), free);
  t.same(by(closed(null), { state: "rejected", retentionEndsOn: null }), free, "nothing was paid");
  t.same(by(closed("2026-11-15")), free, "over since yesterday");
  t.same(by(closed(today)), { isRestricted: true, keptUntil: today }, "the last day counts");
  t.same(by(closed("2030-01-20"), closed("2031-11-27"), closed(null)), {
    ...{ isRestricted: true, keptUntil: "2031-11-27" },
  });
  const open: KeptFile = { state: "proof-submitted", retentionEndsOn: "2031-11-27" };
  t.same(by(open, closed("2030-01-20")), { isRestricted: true, keptUntil: null }, "not closed yet");
  t.match(restrictionText(by(closed("2031-11-27"))).de, /^Bis 27\.11\.2031 bleiben/);
  t.match(restrictionText(by(closed("2031-11-27"))).en, /^Until 27 Nov 2031/);
  t.match(restrictionText(by(open)).de, /noch nicht abgeschlossen/);
  t.match(restrictionText(by()).en, /kept nowhere/);
});

test("every place has an effect in words, and whatever stays its ground", async (t) => {
  t.same(Object.keys(erasureEffects), [...erasurePlaces]);
  t.same(Object.keys(erasureGrounds), [...erasureRemains]);
  for (const { de, en } of Object.values(erasureGrounds)) {
    t.match(de, /DSGVO/);
    t.match(en, /GDPR/);
  }
});
