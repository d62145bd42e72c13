import { jsonb, type Transaction } from "@zuwendo/db";
import { type TaskKind, taskKindLabels } from "@zuwendo/domain";
import { sql } from "kysely";
import type { Resource } from "../../resources/resource.ts";
import { Task } from "./schema.ts";

export const tasks: Resource<typeof Task, "tasks"> = {
  name: "tasks",
  one: "a task",
  table: "tasks",
  shape: Task,
  derived: ({ kind }) => ({ title: taskKindLabels[kind] }),
  filters: ["kind", "state", "subjectId", "personId"],
  sorts: ["createdAt"],
  read: "tasks.read",
};

interface NewTask {
  readonly kind: TaskKind;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly personId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Opens a task unless the same thing is open already; returns the id of the one that is. */
export async function openTask(
  tx: Transaction,
  { kind, subjectType, subjectId, personId, detail }: NewTask,
): Promise<string | null> {
  const [made] = await tx.run<{ id: string }>(sql`
    insert into tasks (kind, subject_type, subject_id, person_id, detail)
    values (${kind}, ${subjectType}, ${subjectId}, ${personId}, ${jsonb(detail)})
    on conflict (office_id, kind, subject_id) where state = 'open' do nothing returning id`);
  return made?.id ?? findOpenTask(tx, kind, subjectId);
}

/** Closes the open task of a kind about a thing, as what it asked for has happened; `reason` says what. */
export function closeTask(
  tx: Transaction,
  { kind, subjectId }: Pick<NewTask, "kind" | "subjectId">,
  { reason, now }: { readonly reason: string; readonly now: string },
): void {
  tx.queue(sql`
    update tasks set state = 'done', state_reason = ${reason}, closed_at = ${now},
      version = version + 1, updated_at = now()
    where kind = ${kind} and subject_id = ${subjectId} and state = 'open'`);
}

/** The open task of a kind about a thing; null if there is none. */
export async function findOpenTask(
  tx: Transaction,
  kind: TaskKind,
  subjectId: string,
): Promise<string | null> {
  const [found] = await tx.run<{ id: string }>(
    sql`select id from tasks where kind = ${kind} and subject_id = ${subjectId} and state = 'open'`,
  );
  return found?.id ?? null;
}
