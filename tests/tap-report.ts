/** What a TAP stream amounts to. Assertions are counted; a test that fails without one (by its time, by its end) is one. */
interface TapReport {
  passed: number;
  failed: number;
  skipped: number;
}

const subtest = /^( *)# Subtest: /;
const result = /^( *)(not )?ok \d+(?: - )?(.*)$/;

/**
 * Reads TAP line by line: one line for a file that passed, everything about its failures for one that did not.
 * The report grows with the lines.
 */
export function readTap(print: (line: string) => void) {
  const report: TapReport = { passed: 0, failed: 0, skipped: 0 };
  const open: { indent: number; failedBefore: number }[] = [];
  let failures: string[] = [];
  let isFailure = false;

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
    const [matched, indent = "", not, title = ""] = result.exec(line) ?? [];
    if (matched === undefined) {
      const isNoise = /^\s*(1\.\.\d+|# time=.*|)$/.test(line);
      if (isFailure && !isNoise) failures.push(line);
      return;
    }
    const hasFailed = not !== undefined;
    isFailure = hasFailed;
    if (hasFailed) failures.push(line);
    const isSubtest = open.at(-1)?.indent === indent.length;
    if (isSubtest) close(hasFailed, open.pop()?.failedBefore ?? 0);
    else count(hasFailed, title);
    if (indent !== "") return;
    if (hasFailed) for (const kept of failures) print(kept);
    else print(`ok ${title}`);
    failures = [];
  };
  return { read, report };
}
