import { addDays } from "@zuwendo/domain";
import { thursdayFrom } from "./days.ts";

export interface ExampleCommittee {
  readonly key: string;
  readonly name: string;
  readonly kind: "steering" | "youth" | "council" | "board";
}

export interface ExampleMeeting {
  readonly key: string;
  readonly committee: string;
  readonly takesPlaceOn: string;
  readonly place: string;
}

export const committees: readonly ExampleCommittee[] = [
  { key: "steering", name: "Begleitausschuss Seenstadt und Amt Seenland", kind: "steering" },
  { key: "youth", name: "Jugendforum Seenland", kind: "youth" },
  { key: "board", name: "Vorstand der Lokalen Aktionsgruppe", kind: "board" },
  { key: "council", name: "Stadtvertretung Seenstadt", kind: "council" },
];

/** Meetings around today; those of the past have been held. */
export function meetingsAround(today: string): readonly ExampleMeeting[] {
  const thursday = (days: number) => thursdayFrom(addDays(today, days));
  const hall = "Ratssaal Seenstadt";
  return [
    { key: "steering-early", committee: "steering", takesPlaceOn: thursday(-160), place: hall },
    { key: "steering-last", committee: "steering", takesPlaceOn: thursday(-35), place: "Amtshaus Seenland" },
    { key: "steering-next", committee: "steering", takesPlaceOn: thursday(18), place: hall },
    { key: "steering-later", committee: "steering", takesPlaceOn: thursday(75), place: "Amtshaus Seenland" },
    { key: "youth-last", committee: "youth", takesPlaceOn: thursday(-150), place: "Jugendzentrum" },
    { key: "youth-today", committee: "youth", takesPlaceOn: today, place: "Jugendzentrum" },
    { key: "youth-next", committee: "youth", takesPlaceOn: thursday(30), place: "Jugendzentrum" },
    { key: "board-next", committee: "board", takesPlaceOn: thursday(60), place: "Regionalbüro" },
    { key: "council-next", committee: "council", takesPlaceOn: thursday(40), place: hall },
  ];
}
