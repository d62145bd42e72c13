import t from "tap";
import { v7 as newId } from "uuid";
import { sendMails } from "../../../services/worker/src/mails/send.ts";
import { apiForTest } from "../../support/api.ts";
import { databaseForTest } from "../../support/database.ts";
import { insertOffice } from "../../support/office.ts";
import { expectDone } from "../../support/project.ts";
import { smtpForTest } from "../../support/smtp.ts";
import { ownerForTest, toolsForTest } from "../reminders/due.ts";

t.test("urgent mails about two papers with one cut-off can be told apart", async (t) => {
  const database = await databaseForTest(t);
  const smtp = await smtpForTest(t);
  const office = await insertOffice(database.ownerUrl);
  const owner = ownerForTest(t, database, office.id);
  const clock = () => "2026-11-24T10:00:00.000Z";
  const { ask } = await apiForTest(t, database.apiUrl, { clock });
  const tools = toolsForTest(t, database, { smtpUrl: smtp.url, clock });
  const { token, id: authorId } = office.people.coordinator;
  const post = (path: string, body: object) => expectDone(ask(`POST /v1/${path}`, { token, body }));
  const { id: committeeId } = await post("committees", { name: "Ausschuss", kind: "council" });
  const rule = { kind: "before-meeting", days: 14 };
  await post("deadline-rules", {
    ...{ ownerType: "committees", ownerId: committeeId, kind: "paper-cut-off", rule },
  });
  const { id: meetingId } = await post("meetings", { committeeId, takesPlaceOn: "2027-01-21" });
  const papers = [
    await post("papers", { title: "Haushalt", meetingId, authorId }),
    await post("papers", { title: "Satzung", meetingId, authorId }),
  ];
  for (const { id } of papers) {
    const mailId = newId();
    await owner.query(
      `insert into mails (office_id, id, recipient_id, kind, for_on)
       select office_id, $2, lead_id, 'urgent', '2026-11-24' from deadlines where subject_id = $1`,
      [id, mailId],
    );
    await owner.query(
      `insert into reminders (office_id, deadline_id, deadline_version, step, recipient_id, role, state, due_at, mail_id)
       select office_id, id, version, 'd-28', lead_id, 'lead', 'bound', now(), $2 from deadlines where subject_id = $1`,
      [id, mailId],
    );
  }
  await sendMails(tools);
  const mails = papers.map(({ title }) => smtp.mails.find(({ text }) => text?.includes(title)));
  for (const [index, mail] of mails.entries()) {
    const { title, number } = papers[index] ?? { title: "", number: "" };
    t.match(mail?.subject, number);
    t.notMatch(mail?.subject, title, "nothing personal in the subject");
    t.match(mail?.text, `Vorlage: ${title} (${number})`);
  }
  t.not(mails[0]?.subject, mails[1]?.subject);
});
