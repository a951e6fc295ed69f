// usage: node walk.mjs '{"url", "folder", "chromium", "conversation", "files", "words"}'
// Uploads files in the Playground, has the first summarised, asks about it and takes the answer
// along, and takes pictures of each step at desktop and at narrowest width. (The Playground has no
// dark theme.)
import { appears, button, given, open, page, press, upload, WAIT, walk, write }
  from "./browsing.mjs";

const { files, words } = given;

await walk({
  async file() {
    await open();
    await upload(files[0].name, files[0].url, "");
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
    await button(words.word).waitFor({ timeout: WAIT });
  },
  async word() {
    await press(words.word);
    await appears(words.ready);
  },
  async files() {
    for (const { name, url, shown } of files.slice(1)) {
      await upload(name, url, "");
      await appears(shown);
    }
  },
}, "documents-");
