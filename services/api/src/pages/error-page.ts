import { DomainError, describeProblem, type Language, type Text } from "@zuwendo/domain";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { languageOf } from "../request/caller.ts";
import { isOutage, malformed, namedStorageFault } from "../request/problems.ts";
import { paragraphs, sendPage } from "./frame.ts";

interface Words {
  readonly heading: Text;
  readonly text: Text;
}

const linkWords: Words = {
  heading: { de: "Dieser Link gilt nicht", en: "This link is not valid" },
  text: {
    de: "Vielleicht ist er unvollständig. Bitte öffnen Sie ihn noch einmal dort, woher Sie ihn haben, etwa aus der Mail. Es wurde nichts geändert.",
    en: "It may be incomplete. Please open it once more where you got it, such as in the email. Nothing has been changed.",
  },
};

/** What people read instead of the words that a program gets. */
const wordsByStatus: Readonly<Record<number, Words>> = {
  404: linkWords,
  400: {
    heading: { de: "Das wurde nicht verstanden", en: "This was not understood" },
    text: {
      de: "Bitte öffnen Sie die Seite noch einmal aus der Mail und wählen Sie dort. Es wurde nichts geändert.",
      en: "Please open the page once more from the email and choose there. Nothing has been changed.",
    },
  },
  413: {
    heading: { de: "Zu viele Angaben", en: "Too much input" },
    text: {
      de: "Bitte öffnen Sie die Seite noch einmal aus der Mail. Es wurde nichts geändert.",
      en: "Please open the page once more from the email. Nothing has been changed.",
    },
  },
  415: {
    heading: { de: "Nur über das Formular", en: "Only through the form" },
    text: {
      de: "Diese Adresse nimmt nur an, was das Formular der Seite sendet. Es wurde nichts geändert.",
      en: "This address only takes what the form of the page sends. Nothing has been changed.",
    },
  },
};

function wordsOf(
  error: DomainError,
  language: Language,
): { status: number; heading: string; texts: string[] } {
  const { status, title, detail } = describeProblem(error.code, error.params, language);
  const words = wordsByStatus[status];
  if (words !== undefined) return { status, heading: words.heading[language], texts: [words.text[language]] };
  const reasons = (error.reasons ?? []).map(({ text }) => text[language]);
  // Where there are reasons, they say it better than that there are some.
  return { status, heading: title, texts: reasons.length === 0 ? [detail] : reasons };
}

function problemOf(thrown: unknown, request: FastifyRequest, reply: FastifyReply): DomainError {
  const error = namedStorageFault(thrown, request, reply);
  if (error instanceof DomainError) return error;
  switch ((error as Partial<FastifyError>).statusCode) {
    case 404:
    case 414:
      return new DomainError("not-found");
    case 413:
      return new DomainError("payload-too-large");
    case 415:
      return new DomainError("unsupported-media-type");
    case 400:
      return malformed();
    default:
      if (isOutage(error)) {
        request.log.warn("database unavailable");
        reply.header("retry-after", "2");
        return new DomainError("unavailable");
      }
      request.log.error({ err: error }, "request failed");
      return new DomainError("internal", { requestId: request.id });
  }
}

const readerLanguages = new WeakMap<FastifyRequest, Language>();

/** Notes who reads, once a signed link has said so, for whatever goes wrong after that. */
export function rememberLanguage(request: FastifyRequest, language: Language): void {
  readerLanguages.set(request, language);
}

/** The one place where errors become pages, in the reader's language; in the browser's as long as nobody is known. */
export function answerWithPage(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const language = readerLanguages.get(request) ?? languageOf(request.headers["accept-language"]);
  const { status, heading, texts } = wordsOf(problemOf(error, request, reply), language);
  return sendPage(reply, { status, language, heading, body: paragraphs(...texts) });
}
