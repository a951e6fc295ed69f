// Renders all cards with the stock renderer in a browser, and says what a person could not read.
//
// Standard input: {modules, chromium, cards: {name: card}, markdown: {text: html}, pictures}.
// Standard output: {name: [complaint, ...]}, empty lists included. `pictures`: a folder for one
// contact sheet per theme and width, or "". The colours are Teams-like ones of our own.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const given = JSON.parse(readFileSync(0, "utf8"));
const require = createRequire(`${given.modules}/anchor.js`);
const { chromium } = require("playwright-core");
const script = require.resolve("adaptivecards/dist/adaptivecards.min.js");
const style = require.resolve("adaptivecards/dist/adaptivecards.css");
// Teams knows these, the stock renderer does not; and of two cards on a page it takes the second's
// language for wrong (its pattern has state).
const EXPECTED = /choices\.data|ProgressBar|for property "lang"/;

const THEMES = {
  light: { page: "#f5f5f5", card: "#ffffff", tint: "#f5f5f5", text: "#242424", subtle: "#616161",
    line: "#d1d1d1", accent: "#4f52b2", primary: ["#5b5fc7", "#ffffff"], danger: "#b10e1c" },
  dark: { page: "#141414", card: "#292929", tint: "#1f1f1f", text: "#ffffff", subtle: "#adadad",
    line: "#666666", accent: "#a6a7dc", primary: ["#7f85f5", "#000000"], danger: "#ff99a4" },
  contrast: { page: "#000000", card: "#000000", tint: "#000000", text: "#ffffff",
    subtle: "#ffffff", line: "#ffffff", accent: "#ffff01", primary: ["#1aebff", "#000000"],
    danger: "#ffff01" },
};
const WIDTHS = { phone: 320, desktop: 600 };

function hostConfig(theme) {
  const colour = (main, subtle = main) => ({ default: main, subtle });
  const foregroundColors = Object.fromEntries(
    ["dark", "light", "good", "warning"].map((name) => [name, colour(theme.text)]));
  Object.assign(foregroundColors, { default: colour(theme.text, theme.subtle),
    accent: colour(theme.accent), attention: colour(theme.danger) });
  const font = { fontFamily: "'Segoe UI', 'Noto Sans', sans-serif",
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 200, default: 400, bolder: 600 } };
  const container = (backgroundColor) => ({ backgroundColor, foregroundColors,
    borderColor: theme.line });
  return {
    supportsInteractivity: true,
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: theme.line },
    imageSizes: { small: 32, medium: 52, large: 100 },
    fontTypes: { default: font, monospace: font },
    textStyles: { heading: { size: "large", weight: "bolder" } },
    containerStyles: { default: container(theme.card), emphasis: container(theme.tint) },
    actions: { maxActions: 6, buttonSpacing: 8, actionsOrientation: "horizontal",
      actionAlignment: "left", showCard: { actionMode: "inline", inlineTopMargin: 12,
        style: "emphasis" } },
    inputs: { label: { inputSpacing: "small", requiredInputs: { suffix: " *",
      suffixColor: "attention" }, optionalInputs: { color: "default" } },
      errorMessage: { color: "attention", size: "small" } },
    factSet: { title: { weight: "bolder", maxWidth: 160, wrap: true }, value: { wrap: true },
      spacing: 16 },
    table: { cellSpacing: 8 },
  };
}

const css = (t) => `
  body { margin: 8px; background: ${t.page}; color: ${t.text};
    font-family: 'Segoe UI', 'Noto Sans', sans-serif; }
  #cards { display: flex; flex-wrap: wrap; gap: 12px; align-items: flex-start; }
  .ac-adaptiveCard { border: 1px solid ${t.line}; border-radius: 8px; box-sizing: border-box; }
  .ac-pushButton { background: ${t.card}; color: ${t.text}; border: 1px solid ${t.line};
    border-radius: 4px; padding: 5px 12px; font: 600 14px 'Segoe UI', 'Noto Sans', sans-serif;
    min-height: 32px; }
  .ac-pushButton.expanded { background: ${t.tint} !important; color: ${t.text} !important; }
  .ac-pushButton.style-positive { background: ${t.primary[0]}; color: ${t.primary[1]}; }
  .ac-pushButton.style-destructive { background: ${t.card} !important;
    color: ${t.danger} !important; }
  .ac-input:not([type=checkbox]):not([type=radio]) { background: ${t.card}; color: ${t.text};
    border: 1px solid ${t.line}; border-radius: 4px; padding: 6px 8px; width: 100%;
    font: 14px 'Segoe UI', 'Noto Sans', sans-serif; box-sizing: border-box; }
  textarea.ac-input { min-height: 64px; }
  .ac-input-container label, .ac-choiceSetInput-expanded label, .ac-toggleInput label,
  .ac-choiceSetInput-multiSelect label { color: ${t.text} !important; }
  .ac-textBlock p, .ac-fact-title p, .ac-fact-value p { margin: 0 0 6px; }
  .ac-textBlock p:last-child { margin: 0; }
  .ac-textBlock ul, .ac-textBlock ol { margin: 0; padding-left: 20px; box-sizing: border-box; }
  .ac-selectable { border-radius: 6px; }
  table, td { border-color: ${t.line} !important; }`;

/** In the page: render one card into its frame and return the complaints. */
function renderOne(name, card, { config, open, width, keep }) {
  const AC = window.AdaptiveCards;
  AC.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = window.markdown[text] ?? `<p>${text.replace(/[&<>]/g, "?")}</p>`;
    result.didProcess = true;
  };
  const frame = document.createElement("div");
  frame.style.width = `${width}px`;
  document.getElementById("cards").appendChild(frame);
  const context = new AC.SerializationContext(AC.Versions.v1_5);
  const adaptive = new AC.AdaptiveCard();
  adaptive.hostConfig = new AC.HostConfig(config);
  adaptive.parse(card, context);
  const said = [];
  for (let i = 0; i < context.eventCount; i++) said.push(context.getEventAt(i).message);
  for (const event of adaptive.validateProperties().validationEvents) said.push(event.message);
  frame.appendChild(adaptive.render());
  frame.dataset.name = name;
  if (open) for (const b of frame.querySelectorAll("button[aria-expanded=false]")) b.click();
  const all = (selector) => [...frame.querySelectorAll(selector)].filter((x) => x.offsetParent);
  const words = (x) => (x.innerText || x.className).slice(0, 40);
  for (const x of all(":not(input)")) // what is longer than a field scrolls in it
    if (x.scrollWidth > x.clientWidth + 1 && getComputedStyle(x).overflowX !== "visible")
      said.push(`clipped: ${words(x)}`);
  for (const button of all("button.ac-pushButton")) {
    const label = button.querySelector("div") || button;
    if (label.scrollWidth > label.clientWidth + 1 || button.scrollWidth > button.clientWidth + 1)
      said.push(`button cut: ${words(button)}`);
  }
  const edge = frame.getBoundingClientRect().right + 1;
  for (const x of all("*"))
    if (x.getBoundingClientRect().right > edge) said.push(`beyond the edge: ${words(x)}`);
  const light = (v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = (c) => 0.2126 * light(c[0]) + 0.7152 * light(c[1]) + 0.0722 * light(c[2]);
  const rgba = (text) => [...text.match(/[\d.]+/g).map(Number), 1].slice(0, 4);
  for (const x of all("p, a, label, button, li, td, th")) {
    if (!x.innerText.trim()) continue;
    let ground = null;
    for (let at = x; at && !ground; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0.99) ground = colour;
    }
    const ink = rgba(getComputedStyle(x).color);
    const a = luminance(ink.slice(0, 3).map((v, i) => v * ink[3] + ground[i] * (1 - ink[3])));
    const b = luminance(ground);
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) said.push(`contrast ${ratio.toFixed(2)}: ${words(x)}`);
  }
  for (const input of all("input, textarea, select")) // a search field's frame has the label
    if (!input.labels?.length && !input.getAttribute("aria-label") &&
        !input.closest("[aria-labelledby]")) said.push(`no label: ${input.id}`);
  for (const x of all("img")) if (!x.src.startsWith("data:image/png")) said.push(`image ${x.src}`);
  for (const x of all(".ac-textBlock a")) said.push(`link: ${x.href}`);
  if (!keep) frame.remove(); // or every card is laid out anew with each one that follows
  return said;
}

/** Show everything that a fold hides, as if each had been pressed. */
const unfolded = (card) =>
  JSON.parse(JSON.stringify(card, (key, value) => (key === "isVisible" ? undefined : value)));

const browser = await chromium.launch({
  executablePath: given.chromium,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const complaints = Object.fromEntries(Object.keys(given.cards).map((name) => [name, []]));
for (const [themeName, theme] of Object.entries(THEMES))
  for (const [widthName, width] of Object.entries(WIDTHS)) {
    // Themes differ in colours alone: places were seen in the light one, these colours at the phone.
    if (themeName === "contrast" && widthName === "desktop" && !given.pictures) continue;
    const columns = Math.floor(2000 / width);
    const page = await browser.newPage({ viewport: { width: columns * (width + 12) + 8,
      height: 800 } });
    await page.setContent("<html lang=de><meta charset=utf8><body><div id=cards></div></body>");
    await page.addStyleTag({ path: style });
    await page.addStyleTag({ content: css(theme) });
    await page.addScriptTag({ path: script });
    await page.addScriptTag({ content: String(renderOne) });
    await page.evaluate((markdown) => { window.markdown = markdown; }, given.markdown);
    const open = themeName !== "dark"; // folds are opened in two themes and stay shut in one
    const how = { config: hostConfig(theme), open, width, keep: Boolean(given.pictures) };
    const cards = Object.entries(given.cards).map(
      ([name, card]) => [name, open && !given.pictures ? unfolded(card) : card]);
    // All at once: asking for each card, and painting it, took twice as long as looking at it.
    const heard = await page.evaluate(
      ([all, way]) => all.map(([name, card]) => [name, window.renderOne(name, card, way)]),
      [cards, how]);
    for (const [name, said] of heard)
      for (const one of new Set(said))
        if (!EXPECTED.test(one)) complaints[name].push(`${themeName} ${widthName}: ${one}`);
    if (given.pictures)
      await page.screenshot({ path: `${given.pictures}/${themeName}-${widthName}.png`,
        fullPage: true });
    await page.close();
  }
await browser.close();
process.stdout.write(JSON.stringify(complaints));
