import type { Tools } from "./tools.ts";

/** How far behind the worker is, for the metrics page. */
export async function measure(tools: Tools): Promise<void> {
  const { rows } = await tools.pool.query<Record<string, number>>(`
    select
      (select count(*) from mails where state = 'pending') as mails_pending,
      (select coalesce(extract(epoch from now() - min(created_at)), 0)::float from mails where state = 'pending') as mails_oldest_pending_seconds,
      (select coalesce(extract(epoch from now() - min(next_remind_at)), 0)::float from deadlines
        where state = 'open' and next_remind_at <= now()) as reminders_overdue_seconds`);
  await keepGauges(tools, rows[0] ?? {});
}

/** Leaves figures where the API's metrics page finds them. */
export async function keepGauges(tools: Tools, figures: Readonly<Record<string, number>>): Promise<void> {
  await tools.pool.query(
    `insert into gauges (name, value) select key, value::float from jsonb_each_text($1::jsonb)
     on conflict (name) do update set value = excluded.value, measured_at = now()`,
    [JSON.stringify(figures)],
  );
}
