// usage: node minutes.mjs '{"url", "folder", "chromium", "transcript", "words"}'
// Walks through minutes in the Playground, from pasted text to the approved version, and takes a
// picture of each step at desktop and at its narrowest width.
import { appears, button, enter, given, open, page, press, show, WAIT, walk, write }
  from "./browsing.mjs";

const { words } = given;

await walk({
  async start() {
    await open();
    await write(given.transcript);
    await appears(words.informed);
  },
  async review() {
    const box = () => page.getByLabel(words.informed).last();
    await enter(() => box().check({ force: true }), () => box().isChecked());
    await press(words.draft);
    await button(words.right).waitFor({ timeout: WAIT });
    await page.getByRole("button", { name: words.right, exact: true }).first().scrollIntoViewIfNeeded();
  },
  async context() {
    await press(words.context);
    await show(words.quote);
  },
  async edit() {
    await press(words.edit);
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
}, "minutes-");
