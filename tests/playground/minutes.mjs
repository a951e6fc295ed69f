// usage: node minutes.mjs '{"url", "folder", "chromium", "transcript", "words"}'
// Walks through minutes in the Playground, from pasted text to the approved version, and takes a
// picture of each step at desktop and at its narrowest width. Exits with 1 and the step's name.
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const web = path.resolve(here, "..", "..", ".local", "web");
const { chromium } = createRequire(path.join(web, "package.json"))("playwright-core");

const given = JSON.parse(process.argv[2]);
const { words } = given;
const SIZES = { desktop: { width: 1440, height: 1000 }, narrow: { width: 560, height: 1000 } };
const WAIT = 30_000;
let step = "start";

const browser = await chromium.launch({
  executablePath: given.chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=de-DE"],
});
const page = await browser.newPage({ viewport: SIZES.desktop, locale: "de-DE", colorScheme: "light" });
await page.route(/cdn\.office\.net/, (route) => route.abort());

async function picture(name) {
  for (const [kind, size] of Object.entries(SIZES)) {
    await page.setViewportSize(size);
    await page.waitForTimeout(300);
    await page.screenshot({ path: path.join(given.folder, `minutes-${name}-${kind}.png`) });
  }
  await page.setViewportSize(SIZES.desktop);
}

async function write(text) {
  const box = page.locator("[contenteditable=true]").first();
  await box.click();
  await page.keyboard.insertText(text);
  await page.keyboard.press("Enter");
}

const appears = (text) => page.getByText(text).last().waitFor({ state: "visible", timeout: WAIT });
const button = (name) => page.getByRole("button", { name, exact: true }).last();
const press = async (name) => {
  await button(name).waitFor({ timeout: WAIT });
  await button(name).evaluate((element) => element.click());
};
const show = (name) => button(name).scrollIntoViewIfNeeded();

const steps = {
  async start() {
    await page.goto(given.url, { timeout: 60_000 });
    await appears(words.welcome);
    await page.getByTitle("Hide log panel").click();
    await write(given.transcript);
    await appears(words.informed);
    await page.waitForTimeout(1500); // a card that is still being drawn forgets what is ticked
  },
  async review() {
    await page.getByLabel(words.informed).last().check({ force: true });
    await press(words.draft);
    await button(words.right).waitFor({ timeout: WAIT });
    await page.getByRole("button", { name: words.right, exact: true }).first().scrollIntoViewIfNeeded();
  },
  async context() {
    await press(words.context);
    await button(words.quote).waitFor({ timeout: WAIT });
    await show(words.quote);
  },
  async edit() {
    await press(words.edit);
    await button(words.save).waitFor({ timeout: WAIT });
    await show(words.save);
  },
  async versions() {
    await press(words.back);
    await press(words.right);
    await page.waitForTimeout(1000);
    await press(words.versions);
    await appears(words.version);
  },
  async circulate() {
    await press(words.back);
    await press(words.circulate);
    await button(words.send).waitFor({ timeout: WAIT });
  },
  async asked() {
    await press(words.send);
    await button(words.agree).waitFor({ timeout: WAIT });
    await show(words.agree);
  },
  async round() {
    await press(words.agree);
    await appears(words.agreed);
    await show(words.approve);
  },
  async approve() {
    await press(words.approve);
    await appears(words.frozen);
  },
  async approved() {
    await press(words.approve);
    await appears(words.approved);
  },
  async word() {
    await press(words.word);
    await appears(words.offered);
  },
};

try {
  for (const [name, run] of Object.entries(steps)) {
    step = name;
    await run();
    await page.waitForTimeout(500);
    await picture(name);
  }
} catch (error) {
  await page.screenshot({ path: path.join(given.folder, `minutes-${step}-failed.png`) });
  console.error(`${step}: ${error.message}`);
  process.exitCode = 1;
} finally {
  await browser.close();
}
