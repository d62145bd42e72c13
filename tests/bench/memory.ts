import { askAt } from "../support/api.ts";
import { insertOffice } from "../support/office.ts";
import { residentMb, startChild } from "./children.ts";
import type { BenchInstallation } from "./installation.ts";
import type { Row } from "./table.ts";

const requests = 5000;
const lanes = 20;
const mostMb = 300;

function row(name: string, ours: number): Row {
  return {
    name,
    ours,
    reference: null,
    what: "–",
    ratio: null,
    aim: `< ${mostMb} MB`,
    isReached: ours < mostMb,
  };
}

/** Resident memory of the api after some thousand requests, and of the worker after its first rounds. */
export async function benchMemory(installation: BenchInstallation): Promise<Row[]> {
  const office = await insertOffice(installation.ownerUrl, "MM");
  const token = office.people.coordinator.token;
  const api = await startChild("./api-server.ts", installation.apiUrl);
  const worker = await startChild("./worker-server.ts", installation.workerUrl);
  try {
    const ask = askAt(`http://127.0.0.1:${api.port}`);
    let left = requests;
    const lane = async () => {
      for (; left > 0; left--) {
        await ask("POST /v1/ideas", { token, body: { title: `Idee ${left}` } });
        await ask("GET /v1/ideas?limit=50", { token });
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    return [
      row("api, resident MB after 10,000 requests", await residentMb(api.process.pid ?? 0)),
      row("worker, resident MB after three rounds", await residentMb(worker.process.pid ?? 0)),
    ];
  } finally {
    api.stop();
    worker.stop();
  }
}
