import { countText, labelOf, numberText, stateForbids, taskStateLabels } from "@zuwendo/domain";
import { test } from "tap";

const dog = {
  one: { de: "{count} Hund", en: "{count} dog" },
  other: { de: "{count} Hunde", en: "{count} dogs" },
};

test("what is counted takes the form that its number wants", async (t) => {
  t.same(countText(1, dog), { de: "1 Hund", en: "1 dog" });
  for (const count of [0, 2, 11, 101])
    t.same(countText(count, dog), { de: `${count} Hunde`, en: `${count} dogs` });
  t.same(countText(1.5, dog), { de: "1,5 Hunde", en: "1.5 dogs" });
  t.same(numberText(-0.25), { de: "-0,25", en: "-0.25" });
});

test("a refused state is told by its label, an unknown one by its code", async (t) => {
  const refusal = stateForbids(taskStateLabels, { state: "done", needed: ["open"] });
  t.match(refusal, { params: { stateDe: "erledigt", neededDe: "„offen“", neededEn: "“open”" } });
  t.match(refusal.message, "This is not possible in the state “done”. It is possible in: “open”.");
  t.same(labelOf(taskStateLabels, "lost"), { de: "lost", en: "lost" });
});
