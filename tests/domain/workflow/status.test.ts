import { type ApplicationStanding, applicationStates, applicationStatus, ideaStatus } from "@zuwendo/domain";
import { test } from "tap";

const standing: ApplicationStanding = {
  state: "on-agenda",
  since: "2026-12-03",
  today: "2026-12-10",
  meetingOn: "2027-01-14",
  hasFund: true,
  startsOn: "2027-02-01",
  endsOn: "2027-11-30",
  nextDuty: null,
};

test("an application on an agenda waits for its committee, then for the vote to be recorded", async (t) => {
  const before = applicationStatus(standing);
  t.equal(before.actor, "committee");
  t.equal(
    before.text.de,
    "Auf der Tagesordnung (seit 03.12.2026), Sitzung am 14.01.2027. Am Zug: Ausschuss.",
  );
  t.equal(before.applicantText.de, "Ihr Antrag wird am 14.01.2027 beraten. Sie müssen nichts tun.");
  t.equal(applicationStatus({ ...standing, today: "2027-01-14" }).actor, "committee", "on the day itself");
  const after = applicationStatus({ ...standing, today: "2027-01-15" });
  t.equal(after.actor, "office");
  t.match(after.applicantText.en, "the result has not been recorded yet");
});

test("the next deadline belongs to the office's sentence, and to the applicant's where they must act", async (t) => {
  const nextDuty = { kind: "proof-of-use", on: "2027-02-12" } as const;
  const due = applicationStatus({ ...standing, state: "proof-due", nextDuty });
  t.equal(due.actor, "applicant");
  t.match(due.text.de, /Nächste Frist: Verwendungsnachweis bis 12\.02\.2027\.$/);
  t.match(due.applicantText.de, /Nächste Frist: Verwendungsnachweis bis 12\.02\.2027\.$/);
  const late = applicationStatus({ ...standing, state: "proof-due", nextDuty, today: "2027-02-13" });
  t.match(late.applicantText.en, /Overdue since 12 Feb 2027: /);
  const waiting = applicationStatus({ ...standing, state: "proof-submitted", nextDuty });
  t.match(waiting.text.de, "Nächste Frist");
  t.match(waiting.applicantText.de, /Sie müssen nichts tun\.$/, "what others must do is not theirs");
});

test("where no fund of the office pays, the funder decides", async (t) => {
  const checked = { ...standing, state: "formally-checked", meetingOn: null } as const;
  t.equal(applicationStatus(checked).actor, "office");
  t.match(applicationStatus(checked).text.de, "noch ohne Sitzung");
  t.equal(applicationStatus({ ...checked, hasFund: false }).actor, "funder");
  t.match(applicationStatus({ ...checked, meetingOn: "2027-01-14" }).applicantText.de, "am 14.01.2027");
});

test("every state has whole sentences in both languages", async (t) => {
  for (const state of applicationStates) {
    for (const meetingOn of [null, "2027-01-14"]) {
      const { text, applicantText } = applicationStatus({ ...standing, state, meetingOn });
      for (const sentence of [text.de, text.en, applicantText.de, applicantText.en]) {
        t.match(sentence, /^[A-ZÄÖÜ].*\.$/, state);
        t.notMatch(sentence, /[{}]|undefined|null/, state);
        t.notMatch(sentence, /\d{4} \((seit|since)/, `${state}: no other day stands before "since"`);
      }
    }
  }
});

test("a granted project says what its applicant has to do", async (t) => {
  const nextDuty = { kind: "drawdown-request", on: "2027-03-31" } as const;
  const granted = applicationStatus({ ...standing, state: "granted", since: "2027-01-20", nextDuty });
  t.equal(
    granted.text.de,
    "Bewilligt (seit 20.01.2027), Beginn am 01.02.2027. Am Zug: Antragstellende (Projekt beginnen). Nächste Frist: Mittelabruf bis 31.03.2027.",
  );
  t.equal(
    granted.applicantText.en,
    "Your application has been granted. Please start the project on 1 Feb 2027. Next deadline: Drawdown request by 31 Mar 2027.",
  );
});

test("an idea waits for advice until an application is made of it", async (t) => {
  const captured = { state: "captured", since: "2026-11-20", hasApplication: false } as const;
  t.equal(
    ideaStatus(captured).text.de,
    "Erfasst (seit 20.11.2026), wartet auf Beratung. Am Zug: Koordinierungsstelle.",
  );
  t.equal(ideaStatus({ ...captured, hasApplication: true }).actor, "nobody");
  t.match(ideaStatus({ ...captured, state: "parked", hasApplication: true }).text.en, "Parked");
});
