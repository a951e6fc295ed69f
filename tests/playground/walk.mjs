// usage: node walk.mjs '{"url", "folder", "chromium", "conversation", "files", "words"}'
// Uploads files in the Playground, has the first summarised, asks about it and takes the answer
// along, and takes pictures of each step at desktop and at narrowest width. (The Playground has no
// dark theme.)
// Exits with 1 and the step's name when something does not appear.
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
const page = await browser.newPage({ viewport: SIZES.desktop, locale: "de-DE" });
await page.route(/cdn\.office\.net/, (route) => route.abort());

async function picture(name) {
  for (const [kind, size] of Object.entries(SIZES)) {
    await page.setViewportSize(size);
    await page.waitForTimeout(400);
    await page.screenshot({ path: path.join(given.folder, `documents-${name}-${kind}.png`) });
  }
  await page.setViewportSize(SIZES.desktop);
}

async function write(text) {
  const box = page.locator("[contenteditable=true]").first();
  await box.click();
  await page.keyboard.insertText(text);
  await page.keyboard.press("Enter");
}

async function upload({ name, url, type }) {
  const base = `${given.url}/_internal/v1/customActivities`;
  const conversation = encodeURIComponent(given.conversation);
  const template = await (await fetch(`${base}/template?conversationId=${conversation}`)).json();
  const attachment = {
    contentType: "application/vnd.microsoft.teams.file.download.info",
    contentUrl: url,
    name,
    content: { downloadUrl: url, uniqueId: name, fileType: type },
  };
  const what = { type: "message", text: "", attachments: [attachment], locale: "de-DE" };
  await fetch(base, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...template, ...what }),
  });
}

const appears = (text) => page.getByText(text).last().waitFor({ state: "visible", timeout: WAIT });
const press = (name) =>
  page.getByRole("button", { name }).last().evaluate((element) => element.click());

const steps = {
  async file() {
    await page.goto(given.url, { timeout: 60_000 });
    await appears(words.welcome);
    await page.getByTitle("Hide log panel").click();
    await upload(given.files[0]);
    await appears(words.kept);
  },
  async summary() {
    await press(words.summarise);
    await appears(words.read);
    await page.getByText(new RegExp(`^${words.evidence}`)).last().evaluate((one) => one.click());
  },
  async answer() {
    await write(words.question);
    await appears(words.from);
    await page.getByRole("button", { name: words.word }).last().waitFor({ timeout: WAIT });
  },
  async word() {
    await press(words.word);
    await appears(words.ready);
  },
  async files() {
    for (const file of given.files.slice(1)) {
      await upload(file);
      await page.getByText(file.shown).last().waitFor({ state: "visible", timeout: WAIT });
      await page.waitForTimeout(1500);
    }
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
  await page.screenshot({ path: path.join(given.folder, `documents-${step}-failed.png`) });
  console.error(`${step}: ${error.message}`);
  process.exitCode = 1;
} finally {
  await browser.close();
}
