// usage: node drive.mjs '{"url", "folder", "chromium", "conversation", "file", "words"}'
// Does in the Playground what a new user does, in Chromium, and takes a picture of each step at
// desktop and narrowest width. Prints one JSON object: what was seen.
import { appears, button, enter, given, open, page, press, show, upload, WAIT, walk, write }
  from "./browsing.mjs";

const { words } = given;
const seen = {};
const entries = [[words.title, words.own], [words.purpose, words.why], [words.task, words.ask]];
const field = (label) => page.getByLabel(label).last();

async function fillEditor() {
  const type = async () => {
    for (const [label, entry] of entries) await field(label).fill(entry);
  };
  const stays = async () => {
    const kept = await Promise.all(entries.map(([label]) => field(label).inputValue()));
    return kept.every((entry, n) => entry === entries[n][1]);
  };
  await enter(type, stays);
}

await walk({
  welcome: open,
  async answer() {
    await write(`${words.question} ${words.text}`);
    await appears(words.demo);
    await button(words.again).waitFor({ timeout: WAIT });
    seen.label = await page.getByText(/AI.generated|KI.generiert/i).count();
  },
  async library() {
    await write(words.library);
    await appears(words.area);
  },
  async form() {
    await press(new RegExp(words.area));
    await press(new RegExp(words.template));
    await show(words.run);
  },
  async editor() {
    await write(words.library);
    await appears(words.area);
    await press(words.new);
    await field(words.title).waitFor({ timeout: WAIT });
    await fillEditor();
    await show(words.save);
  },
  async template() {
    await fillEditor(); // the picture's other width made the Playground draw the card anew
    await press(words.save);
    await appears(words.edit);
    await show(words.edit);
  },
  async summary() {
    await upload("niederschrift.txt", given.file, words.summarise);
    await appears(words.read);
  },
});
console.log(JSON.stringify(seen));
