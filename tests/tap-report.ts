/** What the TAP of one file amounts to. Assertions are counted; a test that fails without one (by its time, by its end) is one. */
export interface TapReport {
  passed: number;
  failed: number;
  skipped: number;
  /** Everything that was said about failures. */
  readonly failures: string[];
  /** True once as many results came as were announced, and at least one. */
  isComplete: boolean;
}

const subtest = /^( *)# Subtest: /;
const result = /^( *)(not )?ok \d+(?: - )?(.*)$/;
const plan = /^1\.\.(\d+)/;

/** Reads TAP line by line; the report grows with the lines. */
export function readTap() {
  const report: TapReport = { passed: 0, failed: 0, skipped: 0, failures: [], isComplete: false };
  const open: { indent: number; failedBefore: number }[] = [];
  let isFailure = false;
  let results = 0;

  const close = (hasFailed: boolean, failedBefore: number) => {
    if (hasFailed && report.failed === failedBefore) report.failed += 1;
  };
  const count = (hasFailed: boolean, title: string) => {
    if (/ # (skip|todo)/i.test(title)) report.skipped += 1;
    else if (hasFailed) report.failed += 1;
    else report.passed += 1;
  };

  const read = (line: string) => {
    const [opening, indentation = ""] = subtest.exec(line) ?? [];
    if (opening !== undefined) {
      open.push({ indent: indentation.length, failedBefore: report.failed });
      isFailure = false;
      return;
    }
    const announced = plan.exec(line)?.[1];
    if (announced !== undefined) report.isComplete = results > 0 && Number(announced) === results;
    const [matched, indent = "", not, title = ""] = result.exec(line) ?? [];
    if (matched === undefined) {
      const isNoise = /^\s*(1\.\.\d+|# time=.*|# \{ total: .*|)$/.test(line);
      if (isFailure && !isNoise) report.failures.push(line);
      return;
    }
    const hasFailed = not !== undefined;
    isFailure = hasFailed;
    if (hasFailed) report.failures.push(line);
    const isSubtest = open.at(-1)?.indent === indent.length;
    if (isSubtest) close(hasFailed, open.pop()?.failedBefore ?? 0);
    else count(hasFailed, title);
    if (indent === "") results += 1;
  };
  return { read, report };
}
