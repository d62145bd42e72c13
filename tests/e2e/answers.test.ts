import type { Browser, Page } from "playwright-core";
import t, { type Test } from "tap";
import { browserForTest, phonePage } from "../support/browser.ts";
import { remindedApi } from "../support/reminded.ts";

/** A phone that may load nothing but the pages, and the office whose mails were opened on it. */
async function start(t: Test, browser: Browser, options: { width?: number } = {}) {
  const reminded = await remindedApi(t);
  const page = await phonePage(t, browser, options);
  const foreign: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(reminded.address)) foreign.push(request.url());
  });
  t.teardown(() => {
    if (foreign.length > 0) throw new Error(`the page loads ${foreign.join(", ")}`);
  });
  const open = (path: string) => page.goto(reminded.address + path);
  return { ...reminded, page, open };
}

const heading = (page: Page) => page.locator("h1").innerText();

/** Whether nothing has to be moved sideways to be read. */
async function fits(page: Page): Promise<boolean> {
  const width = page.viewportSize()?.width ?? 0;
  const boxes = await page.locator("h1, h2, h3, p, li, label, select, input, button, fieldset").all();
  for (const box of boxes) {
    const place = await box.boundingBox();
    if (place !== null && (place.x < 0 || place.x + place.width > width + 0.5)) return false;
  }
  return true;
}

async function answersInBrowser(t: Test, browser: Browser): Promise<void> {
  await t.test("each answer is confirmed on the page, and once", async (t) => {
    const { page, open, query, insertReminder } = await start(t, browser);
    for (const [answer, button, words] of [
      ["done", "Ja, erledigt", "Koordinierungsstelle prüft"],
      ["later", "Später erinnern", "Wir erinnern Sie wieder am Freitag, 27.11.2026"],
      ["not-mine", "Nicht meine Aufgabe", "nicht mehr erinnert"],
    ] as const) {
      const { token, id } = await insertReminder();
      await open(`/answers/${token}?answer=${answer}`);
      t.equal(await heading(page), "Verwendungsnachweis");
      t.equal(
        (await query("select 1 from reminder_answers where reminder_id = $1", [id])).length,
        0,
        "only looked",
      );
      t.equal(await page.locator("button").first().innerText(), button, "what was chosen comes first");
      await page.locator("button").first().click();
      t.equal(await heading(page), "Danke, gespeichert");
      t.match(await page.locator("main").innerText(), words);
      t.match(await query("select answer from reminder_answers where reminder_id = $1", [id]), [{ answer }]);
      await page.reload();
      await open(`/answers/${token}`);
      t.equal(await heading(page), "Schon beantwortet");
      const back = answer === "later" ? 0 : 1;
      t.equal(await page.locator("form").count(), back, "what can be taken back has a form for it");
    }
  });

  await t.test("a keyboard is enough", async (t) => {
    const { page, open, query, insertReminder } = await start(t, browser);
    const { token } = await insertReminder();
    await open(`/answers/${token}?answer=later`);
    const focused = () => page.locator(":focus");
    await page.keyboard.press("Tab");
    t.equal(await focused().getAttribute("name"), "days", "the first stop is the choice of days");
    t.equal(await focused().inputValue(), "3");
    const label = await page.getByLabel("Erinnern", { exact: true }).getAttribute("id");
    t.equal(label, "days", "which has a label");
    await page.keyboard.press("ArrowDown");
    t.equal(await focused().inputValue(), "4");
    await page.keyboard.press("Tab");
    const button = page.getByRole("button", { name: "Später erinnern" });
    t.equal(await focused().innerText(), await button.innerText());
    t.ok((await button.boundingBox())?.height ?? 0 >= 44, "a thumb finds it");
    await page.keyboard.press("Enter");
    t.equal(await heading(page), "Danke, gespeichert");
    t.match(await query("select answer, remind_at from reminder_answers"), [
      { answer: "later", remind_at: "2026-11-30T06:00:00Z" },
    ]);
  });

  await t.test("unsubscribing and its way back", async (t) => {
    const { page, open, query, link, insertReminder } = await start(t, browser);
    const { mailId } = await insertReminder();
    await insertReminder({ mailId, kind: "follow-up" });
    await open(`/unsubscribe/${link("unsubscribe", mailId)}`);
    t.equal(await heading(page), "Mails abbestellen");
    t.match(await page.locator("main").innerText(), /Wiedervorlage.*Verwendungsnachweis/s);
    await page.getByRole("button", { name: "Abschalten" }).click();
    t.equal(await heading(page), "Abgeschaltet");
    t.match(await query("select muted_kinds from preferences"), [{ muted_kinds: ["follow-up"] }]);
    await page.getByRole("button", { name: "Wieder einschalten" }).click();
    t.equal(await heading(page), "Wieder eingeschaltet");
    t.same(await query("select muted_kinds from preferences"), [{ muted_kinds: [] }]);
  });

  await t.test("wishes are chosen and kept", async (t) => {
    const { page, open, query, office, link, insertReminder } = await start(t, browser);
    await insertReminder({ recipient: "coordinator", role: "office" });
    const { coordinator } = office.people;
    await open(`/reminders/${link("person", coordinator.id)}`);
    t.ok(await page.getByLabel("Verwendungsnachweis", { exact: false }).first().isDisabled());
    await page.getByLabel("Wiedervorlage").uncheck();
    await page.getByLabel("Uhrzeit der Sammelmail").fill("07:30");
    await page.getByLabel("Erster Tag").fill("2026-12-21");
    await page.getByLabel("Vertretung").selectOption({ label: "Lea Amt" });
    await page.getByRole("button", { name: "Speichern" }).click();
    t.match(await page.getByRole("status").innerText(), "Gespeichert");
    t.notOk(await page.getByLabel("Wiedervorlage").isChecked());
    t.match(await query("select * from preferences"), [
      {
        muted_kinds: ["follow-up"],
        mail_at: "07:30",
        absent_from: "2026-12-21",
        deputy_id: office.people["lead-office"].id,
      },
    ]);
  });

  await t.test("everything fits a phone, and a desk at 400 %", async (t) => {
    // WCAG 2.2, 1.4.10: 320 CSS pixels are a window of 1280 at 400 %.
    for (const width of [360, 320]) {
      const { page, open, link, insertReminder } = await start(t, browser, { width });
      const reminder = await insertReminder({
        title: "Donaudampfschifffahrtsgesellschaftskapitänsmützenwettbewerb",
      });
      await insertReminder({ mailId: reminder.mailId, kind: "follow-up" });
      for (const path of [
        `/answers/${reminder.token}?answer=later`,
        `/unsubscribe/${link("unsubscribe", reminder.mailId)}`,
        `/reminders/${link("person", reminder.personId)}`,
        "/answers/nonsense",
      ]) {
        await open(path);
        t.ok(await fits(page), `${path.slice(0, 12)} at ${width}`);
        t.match(await page.locator("html").getAttribute("lang"), /^(de|en)$/);
        t.equal(await page.locator("h1").count(), 1);
        const names = await page
          .locator("input:not([type=hidden]), select")
          .evaluateAll((fields) =>
            fields.map(
              (field) =>
                (
                  field as unknown as { labels: { textContent: string | null }[] | null }
                ).labels?.[0]?.textContent?.trim() ?? "",
            ),
          );
        t.same(
          names.filter((name) => name === ""),
          [],
          "every field has a label",
        );
      }
    }
  });
}

const browser = await browserForTest(t);
if (browser === undefined) {
  t.not(process.env.REQUIRE_BROWSER, "1", "REQUIRE_BROWSER=1 needs chromium");
  t.comment("the pages behind mails are not used in a browser: keyboard, phone and zoom are not covered");
} else {
  await answersInBrowser(t, browser);
}
