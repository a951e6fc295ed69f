// usage: node validate_manifest.mjs <folder>
// Checks manifest.json and its language files by Microsoft's own JSON schemas, without network.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const web = path.resolve(here, "..", "..", ".local", "web");
const require = createRequire(path.join(web, "package.json"));
const Ajv = require("ajv-draft-04").default;
const addFormats = require("ajv-formats").default;

const folder = process.argv[2];
const read = (file) => JSON.parse(fs.readFileSync(file, "utf8"));
const manifest = read(path.join(folder, "manifest.json"));
const schemas = path.join(
  web, "node_modules/@microsoft/app-manifest/build/json-schemas/teams", `v${manifest.manifestVersion}`,
);

function faults(name, schemaName, content) {
  const schema = read(path.join(schemas, schemaName));
  delete schema.$id;
  // The schema's patterns are no Unicode patterns: they escape what need not be escaped.
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
  addFormats(ajv);
  if (ajv.validate(schema, content)) return [];
  return ajv.errors.map((e) => `${name}${e.instancePath}: ${e.message} ${JSON.stringify(e.params)}`);
}

const found = faults("manifest.json", "MicrosoftTeams.schema.json", manifest);
for (const { file } of manifest.localizationInfo?.additionalLanguages ?? []) {
  const content = read(path.join(folder, file));
  found.push(...faults(file, "MicrosoftTeams.Localization.schema.json", content));
}
for (const fault of found) console.log(fault);
process.exit(found.length ? 1 : 0);
