import fastify from "fastify";
import pg from "pg";

/**
 * The bare stack to compare with: Fastify and pg, the same statements prepared by name, no authentication, no row
 * security, no audit, no validation. Run as a child process; tells its port.
 */
const [databaseUrl = "", officeId = ""] = process.argv.slice(2);
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
const app = fastify();
const columns = `number, title, summary, origin, captured_on, theme_id, need_id, organisation_id, lead_id,
  applicant_kind, topics, measure_kinds, target_groups, area_key, amount_cents, own_share_cents, starts_on, ends_on,
  state, state_reason, id, version, created_at, updated_at`;

app.get<{ Params: { id: string } }>("/ideas/:id", async (request) => {
  const text = `select ${columns} from ideas where office_id = $1 and id = $2`;
  const { rows } = await pool.query({ name: "get", text, values: [officeId, request.params.id] });
  return rows[0];
});

app.get<{ Querystring: { state: string; limit: string } }>("/ideas", async (request) => {
  const text = `select ${columns} from ideas where office_id = $1 and state = $2
    order by created_at desc, id desc limit $3`;
  const { rows } = await pool.query({
    name: "list",
    text,
    values: [officeId, request.query.state, Number(request.query.limit) + 1],
  });
  return { items: rows.slice(0, Number(request.query.limit)) };
});

app.post<{ Body: { title: string } }>("/ideas", async (request, reply) => {
  const text = `insert into ideas (office_id, number, title, captured_on)
    values ($1, gen_random_uuid()::text, $2, current_date) returning ${columns}`;
  const { rows } = await pool.query({ name: "create", text, values: [officeId, request.body.title] });
  return reply.code(201).send(rows[0]);
});

await app.listen({ host: "127.0.0.1", port: 0 });
process.send?.(app.server.address());
process.once("disconnect", () => process.exit(0));
