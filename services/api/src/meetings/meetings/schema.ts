import Type from "typebox";
import { withNames } from "../../resources/names.ts";
import { Day, Id, Line, nullable, oneOf, pageOf, patchOf, stored } from "../../resources/schema.ts";

const properties = {
  committeeId: Id,
  takesPlaceOn: Day,
  place: Type.Optional(nullable(Line)),
};

export const MeetingCreate = Type.Object(properties, {
  $id: "MeetingCreate",
  additionalProperties: false,
  examples: [
    { committeeId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a10", takesPlaceOn: "2027-01-21", place: "Ratssaal" },
  ],
});
export const MeetingPatch = patchOf(
  Type.Object({
    takesPlaceOn: Day,
    place: Type.Optional(nullable(Line)),
    state: oneOf(["planned", "held", "cancelled"]),
  }),
  "MeetingPatch",
  [{ takesPlaceOn: "2027-01-28" }],
);
export const Meeting = withNames(
  Type.Object(
    { ...Type.Required(MeetingCreate).properties, state: oneOf(["planned", "held", "cancelled"]), ...stored },
    {
      $id: "Meeting",
      additionalProperties: false,
      description:
        "Meeting of a committee (Sitzung). Moving its day moves every deadline that counts from it. Cancelling it ends its invitation and the cut-offs of its papers until it is planned again; a call that counts from it closes on the day that was published",
    },
  ),
);
export const MeetingPage = pageOf(Meeting, "MeetingPage");
