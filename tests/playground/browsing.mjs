// The Playground in Chromium, as drive.mjs, walk.mjs and minutes.mjs use it: they say their steps,
// here is how a page is opened, written to, pressed and photographed.
// usage: node <one of them> '{"url", "folder", "chromium", "words", ...}'
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const web = path.resolve(here, "..", "..", ".local", "web");
const { chromium } = createRequire(path.join(web, "package.json"))("playwright-core");

// The Playground has no phone layout: below 560 pixels it cuts its own messages off.
const SIZES = { desktop: { width: 1440, height: 1000 }, narrow: { width: 560, height: 1000 } };
const TRIES = 5;
export const WAIT = 30_000;
export const given = JSON.parse(process.argv[2]);

const browser = await chromium.launch({
  executablePath: given.chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=de-DE"],
});
export const page = await browser.newPage(
  { viewport: SIZES.desktop, locale: "de-DE", colorScheme: "light" });
// Fonts come from a server that a test machine may not reach.
await page.route(/cdn\.office\.net/, (route) => route.abort());

/** Wait until nothing on the page has changed for a while. */
const settled = (quiet = 200) =>
  page.evaluate(([pause, most]) => new Promise((done) => {
    let timer = setTimeout(done, pause);
    setTimeout(done, most);
    const again = () => { clearTimeout(timer); timer = setTimeout(done, pause); };
    new MutationObserver(again).observe(document,
      { childList: true, characterData: true, subtree: true });
  }), [quiet, 20 * quiet]);

async function picture(name) {
  for (const [kind, size] of Object.entries(SIZES)) {
    await page.setViewportSize(size);
    await settled(100);
    await page.screenshot({ path: path.join(given.folder, `${name}-${kind}.png`) });
  }
  await page.setViewportSize(SIZES.desktop);
}

export async function open() {
  await page.goto(given.url, { timeout: 60_000 });
  await appears(given.words.welcome);
  // The log beside the chat is for developers; people in Teams have none.
  await page.getByTitle("Hide log panel").click();
}

export async function write(text) {
  const box = page.locator("[contenteditable=true]").first();
  await box.click();
  await page.keyboard.insertText(text);
  await page.keyboard.press("Enter");
}

export const appears = (text) =>
  page.getByText(text).last().waitFor({ state: "visible", timeout: WAIT });

/** The newest button of that name. */
export const button = (name) =>
  page.getByRole("button", { name, exact: typeof name === "string" }).last();

// Cards sit in a list that scrolls: a click from the page's own script needs no free view.
export async function press(name) {
  await button(name).waitFor({ timeout: WAIT });
  await button(name).evaluate((element) => element.click());
}

export async function show(name) {
  await button(name).waitFor({ timeout: WAIT });
  await button(name).scrollIntoViewIfNeeded();
}

/** Enter something until it stays: a card that is still being drawn forgets it. */
export async function enter(act, stays) {
  for (let n = 0; n < TRIES; n++) {
    await settled(400);
    await act();
    await settled();
    if (await stays()) return;
  }
  throw new Error("what was entered does not stay");
}

/** Hand in a file as the Teams client does. */
export async function upload(name, url, text) {
  const base = `${given.url}/_internal/v1/customActivities`;
  const conversation = encodeURIComponent(given.conversation);
  const template = await (await fetch(`${base}/template?conversationId=${conversation}`)).json();
  const attachment = {
    contentType: "application/vnd.microsoft.teams.file.download.info",
    contentUrl: url,
    name,
    content: { downloadUrl: url, uniqueId: name, fileType: path.extname(name).slice(1) },
  };
  const what = { type: "message", text, attachments: [attachment], locale: "de-DE" };
  await fetch(base, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...template, ...what }),
  });
}

/** Do the steps, each with a picture; 1 and the step's name when something does not appear. */
export async function walk(steps, prefix = "") {
  let step = "start";
  try {
    for (const [name, run] of Object.entries(steps)) {
      step = name;
      await run();
      await settled();
      await picture(prefix + name);
    }
  } catch (error) {
    await page.screenshot({ path: path.join(given.folder, `${prefix}${step}-failed.png`) });
    console.error(`${step}: ${error.message}`);
    process.exitCode = 1;
  } finally {
    await browser.close();
  }
}
