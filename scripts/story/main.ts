import { tellApplication } from "./application.ts";
import { tellDecision } from "./decision.ts";
import { openInstallation } from "./installation.ts";
import { tellMatching } from "./matching.ts";
import { openNarrator } from "./narrator.ts";
import { tellPayment } from "./payment.ts";
import { tellProgramme } from "./programme.ts";
import type { Story } from "./story.ts";
import { tellTables } from "./tables.ts";
import { tellYear, yearStartsOn } from "./year/year.ts";

const caseStartsOn = "2026-04-13";

const narrator = openNarrator((text) => process.stdout.write(text));

/** Tells a part of the story in an installation and on a calendar of its own. */
async function tell(startsOn: string, part: (story: Story) => Promise<void>): Promise<void> {
  const installation = await openInstallation(startsOn);
  const close = () => void installation.close().finally(() => process.exit(1));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, close);
  try {
    const story: Story = { ...installation, narrator };
    await story.startWorker();
    narrator.day(startsOn, "the story begins, on a calendar of its own.");
    await part(story);
  } catch (error) {
    narrator.expect(
      `the story goes on to its end (${error instanceof Error ? error.message : error})`,
      false,
    );
  } finally {
    await installation.close();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, close);
  }
}

async function tellCase(story: Story): Promise<void> {
  const ideas = await tellTables(story);
  const partnership = await tellProgramme(story);
  await tellMatching(story, ideas, partnership);
  const { cafe, round } = await tellApplication(story, ideas, partnership);
  const grant = await tellDecision(story, cafe, round);
  await tellPayment(story, cafe, grant);
}

const [only] = process.argv.slice(2);
if (only !== "year") await tell(caseStartsOn, tellCase);
if (only !== "case") await tell(yearStartsOn, tellYear);
process.exitCode = narrator.finish() ? 0 : 1;
