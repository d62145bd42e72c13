import type { Role } from "@zuwendo/domain";
import { callsAround } from "./calls.ts";
import { type Client, eur, type Ids, idOf, inParallel, postAll } from "./client.ts";
import { committees, meetingsAround } from "./committees.ts";
import { tableWeeks } from "./days.ts";
import { funds, fundYearsAround } from "./funds.ts";
import { organisations } from "./organisations.ts";
import { people } from "./people.ts";
import type { ExampleProgramme } from "./programmes.ts";
import { partnershipProgrammes } from "./programmes-partnership.ts";
import { privateProgrammes } from "./programmes-private.ts";
import { regionProgrammes } from "./programmes-region.ts";
import { examplePlans, exampleRules } from "./rules.ts";
import { themes } from "./themes.ts";

export const programmes: readonly ExampleProgramme[] = [
  ...partnershipProgrammes,
  ...regionProgrammes,
  ...privateProgrammes,
];

/** The organisations, the project leads, and the organisations of those who came with the office and have none. */
export async function loadDirectory(client: Client, holders: Readonly<Record<Role, string>>) {
  const organisationIds = await postAll(client, organisations, ({ key: _, ...body }) => ({
    role: "coordinator",
    path: "/v1/organisations",
    body,
  }));
  const peopleIds = await postAll(client, people, ({ key, organisation, ...person }) => ({
    role: "coordinator",
    path: "/v1/people",
    body: {
      ...person,
      email: `${key}@seenstadt.example`,
      roles: ["project-lead"],
      organisationId: idOf(organisationIds, organisation),
    },
  }));
  const homes = [
    { id: holders["project-lead"], organisation: "kulturverein" },
    { id: holders.partner, organisation: "amt" },
  ];
  for (const { id, organisation } of homes) {
    const person = await client.get("coordinator", `/v1/people/${id}`);
    if (person.organisationId !== null) continue;
    await client.patch("coordinator", `/v1/people/${id}`, {
      organisationId: idOf(organisationIds, organisation),
    });
  }
  return { organisationIds, peopleIds: new Map([...Object.entries(holders), ...peopleIds]) };
}

/** The topic tables with what they found; needs point at the finding they follow from. */
export async function loadThemes(client: Client, today: string) {
  const weeks = tableWeeks(today);
  const themeIds = await postAll(client, themes, ({ key, title, method }) => ({
    role: "coordinator",
    path: "/v1/themes",
    body: {
      position: themes.findIndex((theme) => theme.key === key) + 1,
      title,
      method,
      workedFrom: weeks.from,
      workedUntil: weeks.until,
    },
  }));
  const findings = themes.flatMap((theme) =>
    theme.findings.map((finding, index) => ({ key: `${theme.key}-${index}`, theme: theme.key, ...finding })),
  );
  const findingIds = await postAll(client, findings, ({ theme, kind, description }) => ({
    role: "coordinator",
    path: "/v1/findings",
    body: { themeId: idOf(themeIds, theme), kind, description },
  }));
  const needs = themes.flatMap((theme) => theme.needs.map((need) => ({ ...need, theme: theme.key })));
  const needIds = await postAll(client, needs, ({ theme, title, priority, finding }) => ({
    role: "coordinator",
    path: "/v1/needs",
    body: {
      themeId: idOf(themeIds, theme),
      title,
      priority,
      ...(finding === undefined ? {} : { findingId: idOf(findingIds, `${theme}-${finding}`) }),
    },
  }));
  return { themeIds, needIds };
}

/** Programmes, committees with their meetings, funds with their years and money, and the calls. */
export async function loadProgrammes(client: Client, today: string) {
  const committeeIds = await loadCommittees(client);
  const programmeIds = await postAll(client, programmes, ({ key: _, ...body }) => ({
    role: "coordinator",
    path: "/v1/programmes",
    body,
  }));
  await loadRules(client, { programmeIds, committeeIds });
  const meetingIds = await loadMeetings(client, committeeIds, today);
  const fundIds = await postAll(client, funds, (fund) => ({
    role: "coordinator",
    path: "/v1/funds",
    body: {
      programmeId: idOf(programmeIds, fund.programme),
      name: fund.name,
      committeeId: fund.committee === null ? null : idOf(committeeIds, fund.committee),
      perProjectMax: fund.perProjectMaxCents === null ? null : eur(fund.perProjectMaxCents),
      fastLaneMax: fund.fastLaneMaxCents === null ? null : eur(fund.fastLaneMaxCents),
    },
  }));
  await loadMoney(client, fundIds, today);
  const callIds = await postAll(
    client,
    callsAround(today),
    ({ key: _, programme, fund, meeting, ...body }) => ({
      role: "coordinator",
      path: "/v1/calls",
      body: {
        programmeId: idOf(programmeIds, programme),
        ...(fund === undefined ? {} : { fundId: idOf(fundIds, fund) }),
        ...(meeting === undefined ? {} : { meetingId: idOf(meetingIds, meeting) }),
        ...body,
      },
    }),
  );
  return { programmeIds, meetingIds, fundIds, callIds };
}

function loadCommittees(client: Client): Promise<Ids> {
  return postAll(client, committees, ({ key: _, ...body }) => ({
    role: "coordinator",
    path: "/v1/committees",
    body,
  }));
}

/** Before the meetings and grants that bring the duties. */
async function loadRules(client: Client, ids: { programmeIds: Ids; committeeIds: Ids }): Promise<void> {
  await postAll(client, exampleRules, ({ key: _, programme, committee, ...body }) => ({
    role: "coordinator",
    path: "/v1/deadline-rules",
    body: {
      ...body,
      ...(programme === undefined
        ? { ownerType: "committees", ownerId: idOf(ids.committeeIds, committee ?? "") }
        : { ownerType: "programmes", ownerId: idOf(ids.programmeIds, programme) }),
    },
  }));
  await postAll(client, examplePlans, ({ key: _, programme, ...body }) => ({
    role: "coordinator",
    path: "/v1/reminder-plans",
    body: { ...body, programmeId: idOf(ids.programmeIds, programme) },
  }));
}

async function loadMeetings(client: Client, committeeIds: Ids, today: string): Promise<Ids> {
  const meetings = meetingsAround(today);
  const ids = await postAll(client, meetings, ({ committee, takesPlaceOn, place }) => ({
    role: "coordinator",
    path: "/v1/meetings",
    body: { committeeId: idOf(committeeIds, committee), takesPlaceOn, place },
  }));
  const past = meetings.filter(({ takesPlaceOn }) => takesPlaceOn < today);
  await inParallel(past, async ({ key }) => {
    const path = `/v1/meetings/${idOf(ids, key)}`;
    const { state } = await client.get("coordinator", path);
    if (state !== "held") await client.patch("coordinator", path, { state: "held" });
  });
  return ids;
}

/** Entries of one fund year one after the other, so that its ledger reads in the order of the file. */
async function loadMoney(client: Client, fundIds: Ids, today: string): Promise<void> {
  await inParallel(fundYearsAround(today), async ({ key, fund, year, entries }) => {
    const fundYear = await client.post({
      role: "lead-office",
      path: "/v1/fund-years",
      body: { fundId: idOf(fundIds, fund), year },
      name: `fund-years-${key}`,
    });
    for (const entry of entries) {
      await client.post({
        role: "lead-office",
        path: "/v1/ledger-entries",
        body: {
          fundYearId: fundYear.id,
          kind: entry.kind,
          amount: eur(entry.amountCents),
          valueOn: entry.valueOn,
          note: entry.note,
        },
        name: `ledger-${key}-${entry.key}`,
      });
    }
  });
}
