import { tellApplication } from "./application.ts";
import { tellDecision } from "./decision.ts";
import { openInstallation } from "./installation.ts";
import { tellMatching } from "./matching.ts";
import { openNarrator } from "./narrator.ts";
import { tellPayment } from "./payment.ts";
import { tellProgramme } from "./programme.ts";
import type { Story } from "./story.ts";
import { tellTables } from "./tables.ts";

const startsOn = "2026-04-13";

const narrator = openNarrator((text) => process.stdout.write(text));
const installation = await openInstallation(startsOn);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void installation.close().finally(() => process.exit(1)));
}
try {
  const story: Story = { ...installation, narrator };
  await story.startWorker();
  narrator.day(startsOn, "the story begins, on a calendar of its own.");
  const ideas = await tellTables(story);
  const partnership = await tellProgramme(story);
  await tellMatching(story, ideas, partnership);
  const { cafe, round } = await tellApplication(story, ideas, partnership);
  const grant = await tellDecision(story, cafe, round);
  await tellPayment(story, cafe, grant);
} catch (error) {
  narrator.expect(`the story goes on to its end (${error instanceof Error ? error.message : error})`, false);
} finally {
  await installation.close();
}
process.exitCode = narrator.finish() ? 0 : 1;
