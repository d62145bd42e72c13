import { deadlineProblems } from "./problems/deadlines.ts";
import { moneyProblems } from "./problems/money.ts";
import { projectProblems } from "./problems/projects.ts";
import { requestProblems } from "./problems/requests.ts";
import { fill, type Language, type Params, type Text } from "./text.ts";

/**
 * Every problem a caller can meet, by its permanent code. The code is the API's promise, the words are not.
 * RFC 9457 `type` is the code, `title` and `detail` come from here.
 */
export const problems = {
  ...requestProblems,
  ...deadlineProblems,
  ...moneyProblems,
  ...projectProblems,
} as const;

export type ProblemCode = keyof typeof problems;

/** One of several reasons behind a problem. */
export interface Reason {
  readonly code: string;
  readonly text: Text;
}

/** A rule said no, and a person can do something about it. Carries a permanent code and the values of its message. */
export class DomainError extends Error {
  readonly code: ProblemCode;
  readonly params: Params;
  /** Single reasons, where the problem has several; answered as `errors`. */
  reasons: readonly Reason[] = [];
  /** JSON Pointer (RFC 6901) of the field of the body that caused it, where there is one. */
  readonly pointer: string | undefined;
  /** Name of the parameter of the address that caused it, where it was not the body. */
  readonly parameter: string | undefined;

  constructor(code: ProblemCode, params: Params = {}, place?: string | { readonly parameter: string }) {
    super(fill(problems[code].detail.en, params));
    this.name = "DomainError";
    this.code = code;
    this.params = params;
    this.pointer = typeof place === "string" ? place : undefined;
    this.parameter = typeof place === "string" ? undefined : place?.parameter;
  }
}

/** The rule that an attempt breaks, as a reason why it is not open; undefined where it breaks none. */
export function ruleBroken(attempt: () => void): Reason | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { code, params } = error;
    const textIn = (language: Language) => describeProblem(code, params, language).detail;
    return { code, text: { de: textIn("de"), en: textIn("en") } };
  }
}

/** The words of a problem in one language. */
export function describeProblem(
  code: ProblemCode,
  params: Params,
  language: Language,
): { status: number; title: string; detail: string } {
  const problem = problems[code];
  return {
    status: problem.status,
    title: problem.title[language],
    detail: fill(problem.detail[language], params),
  };
}
