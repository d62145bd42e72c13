/** Loaded into a process before its own code, sets its clock wrong by TEST_CLOCK_WRONG_BY_MS; what measures time does not change. */
const wrongByMs = Number(process.env.TEST_CLOCK_WRONG_BY_MS);
const rightDate = Date;

globalThis.Date = new Proxy(Date, {
  construct: (target, given, self) =>
    Reflect.construct(target, given.length === 0 ? [rightDate.now() + wrongByMs] : given, self),
  apply: () => new Date().toString(),
  get: (target, name, self) =>
    name === "now" ? () => rightDate.now() + wrongByMs : Reflect.get(target, name, self),
});
