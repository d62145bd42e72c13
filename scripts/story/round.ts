import { eur } from "./ask.ts";
import type { Partnership } from "./programme.ts";
import type { Application, Story } from "./story.ts";
import type { EarlyIdeas } from "./tables.ts";

export interface Round {
  readonly others: readonly Application[];
  /** The one for which the money does not suffice. */
  readonly garden: Application;
}

/** The other projects of the round, with which the fund is all but given away. */
const titles = [
  "Dorfgespräche",
  "Lange Tafel am Markt",
  "Filmreihe „Ankommen“",
  "Stadtradio der Vielen",
  "Chor der Sprachen",
  "Theater auf dem Dorfplatz",
  "Projekttage gegen Ausgrenzung",
  "Ausstellung „Nachbarschaften“",
  "Fest der Kulturen",
  "Stadtrundgang „Erinnern“",
  "Erzählcafé der Generationen",
];

/** The café is not alone: eleven projects of €5,000.00 and one of €3,000.00 come in for the same round. */
export async function submitRound(story: Story, ideas: EarlyIdeas, partnership: Partnership): Promise<Round> {
  const others: Application[] = [];
  for (const title of titles) others.push(await submit(story, ideas, partnership, title, 500_000));
  const garden = await submit(story, ideas, partnership, "Interkultureller Garten", 300_000);
  story.narrator.say(`Twelve more applications come in, ${others[0]?.number} to ${garden.number}.`);
  story.narrator.expect(
    "none of them is late",
    [...others, garden].every(({ isLate }) => !isLate),
  );
  return { others, garden };
}

async function submit(
  { ask }: Story,
  ideas: EarlyIdeas,
  partnership: Partnership,
  title: string,
  amountCents: number,
): Promise<Application> {
  const idea = await ask.send("coordinator", "POST /v1/ideas", {
    title,
    organisationId: ideas.schoolAssociation.id,
    topics: ["encounter"],
    measureKinds: ["event"],
    amount: eur(amountCents),
    startsOn: "2026-09-01",
    endsOn: "2026-12-18",
  });
  const { id } = await ask.send("coordinator", "POST /v1/applications", {
    ideaId: idea.id,
    callId: partnership.call.id,
    costs: [{ kind: "fees", label: "Honorare", amount: eur(amountCents) }],
    financing: [{ kind: "grant", label: "Aktions- und Initiativfonds", amount: eur(amountCents) }],
  });
  return ask.send("coordinator", `POST /v1/applications/${id}/transitions`, { to: "submitted" });
}
