import type { Story } from "../story.ts";
import { tellApril, tellFebruary, tellJanuary, tellMarch, tellMayAndJune } from "./first-half.ts";
import { tellAutumn, tellJulyToSeptember } from "./second-half.ts";
import { openStage } from "./stage.ts";

/** The day on which the year begins. */
export const yearStartsOn = "2026-01-12";

interface Founder {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly language: "de" | "en";
  readonly roles: readonly string[];
}

/** A year of an office: people join, stand in, leave and hand over, meetings move; every mail is held against a book of its own. */
export async function tellYear(story: Story): Promise<void> {
  story.narrator.chapter("7. A year of an office");
  const stage = openStage(story);
  const founders = await story.ask.list<Founder>("coordinator", "/v1/people");
  for (const { id, name, email, language, roles } of founders) {
    const token = story.office.people.find((person) => person.id === id)?.token ?? "";
    stage.book.add({ id, name, email, language, roles, token });
  }
  await stage.watch.begin();
  const cast = await tellJanuary(stage);
  await tellFebruary(stage, cast);
  await tellMarch(stage, cast);
  const grant = await tellApril(stage, cast);
  const contract = await tellMayAndJune(stage, cast, grant);
  await tellJulyToSeptember(stage, cast, contract);
  await tellAutumn(stage, cast);
  const { forgotten, moved, nobody } = stage.watch.findings.total;
  story.narrator.say(
    `\nThe year had ${nobody} mails, ${forgotten} steps that were due and ${moved} changed days to tell.`,
  );
  story.narrator.expect("none of the rules had nothing to look at", forgotten > 0 && moved > 0 && nobody > 0);
}
