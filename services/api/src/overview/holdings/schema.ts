import Type from "typebox";
import { nullable } from "../../resources/schema.ts";

const id = "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11";
const some = () =>
  Type.Optional(
    Type.Object(
      {
        count: Type.Integer(),
        href: nullable({
          ...Type.String(),
          description:
            "Address of the list whose rows add up to the number; null for one that you may not read",
        }),
      },
      { additionalProperties: false },
    ),
  );

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
