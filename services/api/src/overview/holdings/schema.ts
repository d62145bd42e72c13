import Type from "typebox";
import { counted } from "../overview/schema.ts";

const id = "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11";
const some = () => Type.Optional(counted({}));

export const Holdings = Type.Object(
  {
    applications: some(),
    ideas: some(),
    deadlinesLed: some(),
    deadlinesOwned: some(),
    tasksFor: some(),
    tasksAbout: some(),
    calendarFeeds: some(),
    tokens: some(),
    deputyFor: some(),
  },
  {
    $id: "Holdings",
    additionalProperties: false,
    description:
      "What somebody leads, owns or has to look at and has not come to its end; their calendars and tokens in use; for whom they stand in",
    examples: [
      {
        applications: {
          count: 2,
          href: `/v1/applications?leadId=${id}&state=draft,submitted`,
        },
        deputyFor: { count: 1, href: `/v1/people?deputyId=${id}` },
      },
    ],
  },
);
