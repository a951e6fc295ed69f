// usage: node drive.mjs '{"url", "folder", "chromium", "file", "words"}'
// Does in the Playground what a new user does, in Chromium, and takes a picture of each step at
// desktop and phone width. Prints one JSON object: what was seen, by step. Exits with 1 and the
// step's name when something does not appear.
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const web = path.resolve(here, "..", "..", ".local", "web");
const { chromium } = createRequire(path.join(web, "package.json"))("playwright-core");

const given = JSON.parse(process.argv[2]);
const { words } = given;
// The Playground has no phone layout: below 560 pixels it cuts its own messages off.
const SIZES = { desktop: { width: 1440, height: 1000 }, narrow: { width: 560, height: 1000 } };
const WAIT = 30_000;
const seen = {};
let step = "start";

const browser = await chromium.launch({
  executablePath: given.chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=de-DE"],
});
const page = await browser.newPage({ viewport: SIZES.desktop, locale: "de-DE", colorScheme: "light" });
// Fonts come from a server that a test machine may not reach.
await page.route(/cdn\.office\.net/, (route) => route.abort());

async function picture(name) {
  for (const [kind, size] of Object.entries(SIZES)) {
    await page.setViewportSize(size);
    await page.waitForTimeout(300);
    await page.screenshot({ path: path.join(given.folder, `${name}-${kind}.png`) });
  }
  await page.setViewportSize(SIZES.desktop);
}

async function write(text) {
  const box = page.locator("[contenteditable=true]").first();
  await box.click();
  await page.keyboard.insertText(text);
  await page.keyboard.press("Enter");
}

const last = (text) => page.getByText(text).last();
const appears = (text) => last(text).waitFor({ state: "visible", timeout: WAIT });
// Cards sit in a list that scrolls: a click from the page's own script needs no free view.
const press = (name) =>
  page.getByRole("button", { name }).last().evaluate((element) => element.click());

async function fillEditor() {
  const fields = [[words.title, words.own], [words.purpose, words.why], [words.task, words.ask]];
  for (const [label, entry] of fields) await page.getByLabel(label).last().fill(entry);
}

const steps = {
  async welcome() {
    await page.goto(given.url, { timeout: 60_000 });
    await appears(words.welcome);
    // The log beside the chat is for developers; people in Teams have none.
    await page.getByTitle("Hide log panel").click();
  },
  async answer() {
    await write(`${words.question} ${words.text}`);
    await appears(words.demo);
    await page.getByRole("button", { name: words.again }).last().waitFor({ timeout: WAIT });
    seen.label = await page.getByText(/AI.generated|KI.generiert/i).count();
  },
  async library() {
    await write(words.library);
    await appears(words.area);
  },
  async form() {
    await press(new RegExp(words.area));
    await page.getByRole("button", { name: new RegExp(words.template) }).last().waitFor({ timeout: WAIT });
    await press(new RegExp(words.template));
    await page.getByRole("button", { name: words.run }).last().waitFor({ timeout: WAIT });
    await page.getByRole("button", { name: words.run }).last().scrollIntoViewIfNeeded();
  },
  async editor() {
    await write(words.library);
    await appears(words.area);
    await press(words.new);
    await page.getByLabel(words.title).last().waitFor({ timeout: WAIT });
    await page.waitForTimeout(1500); // a card that is still being drawn forgets what is typed
    await fillEditor();
    await page.getByRole("button", { name: words.save }).last().scrollIntoViewIfNeeded();
  },
  async template() {
    await fillEditor(); // the picture's other width made the Playground draw the card anew
    await press(words.save);
    await appears(words.edit);
    await page.getByRole("button", { name: words.edit }).last().scrollIntoViewIfNeeded();
  },
  async summary() {
    const base = `${given.url}/_internal/v1`;
    const conversation = encodeURIComponent(given.conversation);
    const template = await (await fetch(`${base}/customActivities/template?conversationId=${conversation}`)).json();
    const attachment = {
      contentType: "application/vnd.microsoft.teams.file.download.info",
      contentUrl: given.file,
      name: "niederschrift.txt",
      content: { downloadUrl: given.file, uniqueId: "1", fileType: "txt" },
    };
    const what = { type: "message", text: words.summarise, attachments: [attachment], locale: "de-DE" };
    await fetch(`${base}/customActivities`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...template, ...what }),
    });
    await appears(words.read);
  },
};

try {
  for (const [name, run] of Object.entries(steps)) {
    step = name;
    await run();
    await page.waitForTimeout(500);
    await picture(name);
    seen[name] = true;
  }
} catch (error) {
  await page.screenshot({ path: path.join(given.folder, `${step}-failed.png`) });
  console.error(`${step}: ${error.message}`);
  process.exitCode = 1;
} finally {
  console.log(JSON.stringify(seen));
  await browser.close();
}
