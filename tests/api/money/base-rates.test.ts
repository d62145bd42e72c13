import { test } from "tap";
import { dutiesForTest } from "../../support/duties.ts";
import { isProblem } from "../../support/problem.ts";

test("the office records base rates", async (t) => {
  const { as, done, ask, other } = await dutiesForTest(t, "2026-07-06T10:00:00.000Z");
  const create = (body: object) => as("lead-office", "POST /v1/base-rates", body);
  const rate = await create({ validFrom: "2026-07-01", rateBp: -12, verifiedOn: "2026-07-03" });
  t.match(rate, {
    status: 201,
    body: { validFrom: "2026-07-01", rateBp: -12, verifiedOn: "2026-07-03", version: 1 },
  });
  const path = `/v1/base-rates/${rate.body.id}`;

  isProblem(
    t,
    await create({ validFrom: "2026-06-01", rateBp: 127 }),
    422,
    "value-refused",
    "not a day of change",
  );
  isProblem(
    t,
    await create({ validFrom: "2026-01-02", rateBp: 127 }),
    422,
    "value-refused",
    "not a day of change",
  );
  isProblem(t, await create({ validFrom: "2026-01-01", rateBp: 5001 }), 400, "invalid-input", "too high");
  isProblem(t, await create({ validFrom: "2026-01-01", rateBp: -1001 }), 400, "invalid-input", "too low");
  isProblem(
    t,
    await create({ validFrom: "2026-01-01", rateBp: 1, verifiedOn: "2026-07-07" }),
    422,
    "day-in-future",
  );
  const twice = await create({ validFrom: "2026-07-01", rateBp: 127 });
  isProblem(t, twice, 409, "already-exists");
  t.same(
    twice.body.errors.map((fault: { pointer: string }) => fault.pointer),
    ["/validFrom"],
  );

  await done("lead-office", "POST /v1/base-rates", { validFrom: "2026-01-01", rateBp: 127 });
  t.match((await done("auditor", "GET /v1/base-rates?sort=validFrom")).items, [
    { rateBp: 127 },
    { rateBp: -12 },
  ]);
  t.match(await as("lead-office", `PATCH ${path}`, { rateBp: 127 }, 1), {
    status: 200,
    body: { rateBp: 127, version: 2 },
  });
  isProblem(t, await as("lead-office", `PATCH ${path}`, { rateBp: 130 }, 1), 412, "precondition-failed");
  isProblem(t, await as("lead-office", `PATCH ${path}`, { validFrom: "2026-07-02" }), 422, "value-refused");

  for (const role of ["project-lead", "committee-member", "partner", "admin"] as const) {
    isProblem(t, await as(role, "GET /v1/base-rates"), 403, "forbidden", role);
  }
  for (const role of ["coordinator", "auditor"] as const) {
    isProblem(t, await as(role, `PATCH ${path}`, { rateBp: 1 }), 403, "forbidden", role);
  }
  const theirs = other.people["lead-office"].token;
  isProblem(t, await ask(`GET ${path}`, { token: theirs }), 404, "not-found");
  isProblem(
    t,
    await ask(`PATCH ${path}`, { token: theirs, headers: { "if-match": "*" }, body: { rateBp: 1 } }),
    404,
    "not-found",
  );
});
