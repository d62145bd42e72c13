import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import { Id, Instant, Line, nullable, oneOf, pageOf, stored } from "../../resources/schema.ts";

/** What the secrets of feeds begin with. */
export const feedPrefix = "zwc_";

export const feedScopes = ["mine", "team", "programme", "committee"] as const;
export type FeedScope = (typeof feedScopes)[number];

const properties = {
  name: Line,
  scope: oneOf(
    feedScopes,
    "`mine`: what you lead or brought in; `team`: every deadline you may see; `programme`, `committee`: of one of them",
  ),
  programmeId: Type.Optional(nullable(Id)),
  committeeId: Type.Optional(nullable(Id)),
  alarmDays: Type.Optional(
    nullable(
      Type.Integer({
        minimum: 0,
        maximum: 90,
        description: "Days before, for a reminder of the calendar program; none if null",
      }),
    ),
  ),
};

export const CalendarFeedCreate = Type.Object(properties, {
  $id: "CalendarFeedCreate",
  additionalProperties: false,
  description: "With `programmeId` for the scope `programme`, with `committeeId` for `committee`",
  examples: [{ name: "Meine Fristen", scope: "mine", alarmDays: 3 }],
});
export const CalendarFeed = withNames(
  Type.Object(
    {
      ...Type.Required(CalendarFeedCreate).properties,
      lastUsedAt: nullable(Instant),
      revokedAt: nullable(Instant),
      isRevoked: Type.Boolean(),
      personId: Id,
      ...stored,
    },
    {
      $id: "CalendarFeed",
      additionalProperties: false,
      description: "Calendar to subscribe to (Kalender-Abo); its secret is stored as SHA-256 only",
    },
  ),
);
export const NewCalendarFeed = Type.Object(
  {
    ...CalendarFeed.properties,
    url: Type.Optional(
      Type.String({
        description: "The address to subscribe to; a secret, shown once, in the first answer to its creation",
        examples: [
          "https://zuwendo.example/calendars/zwc_AZqyxG8OejGdfi8fa49KENn7cVQ0m4Jq3pXo2bTfLwYk8RzUeHs1vGdC6iNaMxKB.ics",
        ],
      }),
    ),
  },
  { $id: "NewCalendarFeed", additionalProperties: false, description: "A calendar feed as it is shown once" },
);
export const CalendarFeedPage = pageOf(CalendarFeed, "CalendarFeedPage");
