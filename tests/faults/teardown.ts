/** Where what is started says how it is ended. */
export interface Teardown {
  teardown(after: () => unknown): unknown;
}

/** Ends what was started, the last first; one that fails to end keeps none of the others from it. */
export function collectTeardown(): Teardown & { end: () => Promise<void> } {
  const endings: (() => unknown)[] = [];
  let ending: Promise<void> | undefined;
  const endAll = async () => {
    for (let after = endings.pop(); after !== undefined; after = endings.pop()) {
      await Promise.resolve()
        .then(after)
        .catch((error: unknown) => console.error("could not be ended:", error));
    }
  };
  return {
    teardown: (after) => endings.push(after),
    end: () => {
      ending ??= endAll();
      return ending;
    },
  };
}
