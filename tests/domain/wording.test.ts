import { countText, labelOf, numberText, problems, stateForbids, taskStateLabels } from "@zuwendo/domain";
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

test("every problem takes the same values in both languages, and names no field by its code", async (t) => {
  const placesIn = (text: string, suffix: RegExp) =>
    [...text.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name.replace(suffix, ""));
  const withoutPlaces = (text: string) => text.replace(/\{\w+\}/g, "");
  for (const [code, { title, detail }] of Object.entries(problems)) {
    t.same(placesIn(detail.de, /De$/).sort(), placesIn(detail.en, /En$/).sort(), code);
    for (const words of [title.de, title.en, detail.de, detail.en].map(withoutPlaces)) {
      t.notMatch(words, /\b[a-z]+[A-Z]/, `${code} has no name of the JSON`);
      t.notMatch(words, /\d{4}-\d{2}-\d{2}/, `${code} has no day of the JSON`);
    }
  }
});
