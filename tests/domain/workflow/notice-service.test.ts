import { test } from "tap";
import { type NoticeService, servedOn } from "../../../packages/domain/src/workflow/notice-service.ts";
import { owedDuties } from "../../../packages/domain/src/workflow/owed-duties.ts";
import { granted } from "./facts.ts";

test("a notice that is sent counts as served on the fourth day, before 2025 on the third", async (t) => {
  const on = (by: NoticeService["by"], postedOn: string, receivedOn?: string) =>
    servedOn({ by, postedOn, receivedOn }, "LVwG SH").on;
  for (const by of ["letter", "electronic"] as const) {
    t.equal(on(by, "2026-09-10"), "2026-09-14", `${by}: a Monday`);
    t.equal(on(by, "2026-09-08"), "2026-09-12", `${by}: a Saturday, which does not roll`);
    t.equal(on(by, "2026-12-21"), "2026-12-25", `${by}: a holiday, which does not roll`);
    t.equal(on(by, "2024-12-31"), "2025-01-03", `${by}: the last that counted to the third`);
    t.equal(on(by, "2025-01-01"), "2025-01-05", `${by}: the first that counts to the fourth`);
    t.equal(on(by, "2026-09-10", "2026-09-11"), "2026-09-14", `${by}: earlier arrival changes nothing`);
    t.equal(on(by, "2026-09-10", "2026-09-16"), "2026-09-16", `${by}: proof of later arrival beats it`);
  }
  t.equal(on("handed-over", "2026-09-12"), "2026-09-12");
  t.equal(on("formal", "2026-09-10", "2026-09-11"), "2026-09-11", "the proved day itself");
  t.throws(() => on("formal", "2026-09-10"), { code: "value-refused", pointer: "/service/receivedOn" });
});

test("the label says how, by the act of the office", async (t) => {
  const label = (service: NoticeService, act: "VwVfG" | "LVwG SH") => servedOn(service, act).label;
  const letter = { by: "letter", postedOn: "2026-09-10" } as const;
  t.same(label(letter, "LVwG SH"), {
    de: "Bekanntgabe des Bescheids (Brief vom 10.09.2026, vierter Tag nach der Aufgabe zur Post, § 110 Abs. 2 LVwG SH)",
    en: "Service of the notice (letter of 10 Sep 2026, fourth day after posting, § 110 (2) LVwG SH)",
  });
  t.match(label({ by: "electronic", postedOn: "2024-09-10" }, "VwVfG"), {
    de: /elektronisch am 10\.09\.2024, dritter Tag nach der Absendung, § 41 Abs\. 2 VwVfG/,
    en: /sent electronically on 10 Sep 2024, third day after sending, § 41 \(2\) VwVfG/,
  });
  t.match(label({ ...letter, receivedOn: "2026-09-20" }, "VwVfG").de, "nachweislich später zugegangen");
  t.match(label({ by: "handed-over", postedOn: "2026-09-10" }, "VwVfG").de, "(persönlich übergeben)");
  t.match(
    label({ by: "formal", postedOn: "2026-09-10", receivedOn: "2026-09-11" }, "VwVfG").de,
    "(förmlich zugestellt)",
  );
});

test("what counts from a grant names its service, or the conclusion of the contract", async (t) => {
  const event = (facts: Partial<typeof granted>) =>
    owedDuties({ ...granted, ...facts }, "2026-09-10")[0]?.events["service-of-notice"];
  t.same(event({}), { type: "grants", id: "g", on: "2026-09-10" }, "a day that was entered itself");
  t.match(event({ service: { by: "letter", postedOn: "2026-09-06" } }), {
    label: { de: /Brief vom 06\.09\.2026/ },
  });
  t.match(event({ instrument: "contract" }), { label: { de: "Abschluss des Vertrags" } });
});
