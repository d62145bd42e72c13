import { type Text, taskKinds, taskStates } from "@zuwendo/domain";
import Type from "typebox";
import { nameAmong, titledTables, withNames } from "../../resources/names.ts";
import {
  BilingualText,
  Id,
  Instant,
  nullable,
  oneOf,
  Prose,
  pageOf,
  stored,
  transitions,
  transitionTo,
  worksOut,
} from "../../resources/schema.ts";

export const Task = withNames(
  Type.Object(
    {
      id: stored.id,
      kind: oneOf(taskKinds),
      title: worksOut(Type.Unsafe<Text>({ ...BilingualText })),
      subjectType: Type.String({ description: "What it is about, as in the paths of this API" }),
      subjectId: Id,
      subjectName: nameAmong("subjectId", titledTables),
      personId: nullable({ ...Id, description: "Whom it concerns" }),
      detail: Type.Unsafe<Record<string, unknown>>({
        type: "object",
        additionalProperties: true,
        description: "What is known of it, by kind",
      }),
      state: oneOf(taskStates),
      stateReason: nullable(Prose),
      closedAt: nullable(Instant),
      transitions: transitions(),
      version: stored.version,
      createdAt: Instant,
      updatedAt: Instant,
    },
    {
      $id: "Task",
      additionalProperties: false,
      description: "What the office must look at; the same thing twice is one open task",
      examples: [
        {
          id: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a1d",
          kind: "bounce",
          title: {
            de: "Unzustellbare Adresse klären",
            en: "Correct an address that emails do not reach",
          },
          subjectType: "people",
          subjectId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11",
          subjectName: "Frieda Musterfrau",
          personId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a11",
          detail: { mailId: "019ab2c4-6f0e-7a31-9d7e-2f1f6b8f4a15", response: "5.1.1: No such user" },
          state: "open",
          stateReason: null,
          closedAt: null,
          version: 1,
          createdAt: "2026-11-23T08:15:30.123456Z",
          updatedAt: "2026-11-23T08:15:30.123456Z",
        },
      ],
    },
  ),
);
export const TaskPage = pageOf(Task, "TaskPage");
export const TaskTransition = transitionTo(taskStates, "TaskTransition", [
  { to: "done", reason: "The address has been corrected." },
]);
