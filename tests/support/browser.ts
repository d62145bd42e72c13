import { type Browser, chromium, type Page } from "playwright-core";
import type { Test } from "tap";
import { browserPrograms, onPath } from "./programs.ts";

const switches = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A headless Chromium that ends with the test; undefined where none is on the PATH. */
export async function browserForTest(t: Test): Promise<Browser | undefined> {
  const executablePath = browserPrograms.map(onPath).find((path) => path !== undefined);
  if (executablePath === undefined) return undefined;
  const browser = await chromium.launch({ executablePath, headless: true, args: switches });
  t.teardown(() => browser.close());
  return browser;
}

/** A page as on a phone whose mail program runs no scripts; refuses to load anything but the page itself. */
export async function phonePage(
  t: Test,
  browser: Browser,
  options: { readonly width?: number; readonly colorScheme?: "light" | "dark" } = {},
): Promise<Page> {
  const { width = 360, colorScheme = "light" } = options;
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width, height: 740 },
    locale: "de-DE",
    colorScheme,
  });
  t.teardown(() => context.close());
  return context.newPage();
}
