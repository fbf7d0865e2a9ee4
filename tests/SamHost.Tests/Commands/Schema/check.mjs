// Holds JSON files against a schema, as ajv does in strict mode and as the language service of VS Code does. Prints one JSON line a file.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
const require = createRequire(process.cwd() + "/");
const Ajv = require("ajv").default;
const { getLanguageService, TextDocument } = require("vscode-json-languageservice");
const [schemaFile, ...files] = process.argv.slice(2);
const schema = JSON.parse(readFileSync(schemaFile, "utf8"));
const validate = new Ajv({ strict: true, allErrors: true }).compile(schema);
const service = getLanguageService({});
service.configure({ allowComments: true, schemas: [{ uri: "schema", fileMatch: ["*"], schema }] });
for (const file of files) {
  const text = readFileSync(file, "utf8");
  const document = TextDocument.create(`file:///${file}`, "jsonc", 1, text);
  const parsed = service.parseJSONDocument(document);
  const marks = await service.doValidation(document, parsed, { comments: "ignore", trailingCommas: "error" });
  const value = parsed.root ? toValue(parsed.root) : undefined;
  validate(value);
  console.log(JSON.stringify({ file, ajv: (validate.errors ?? []).map(e => `${e.instancePath} ${e.message}`), editor: marks.map(mark => mark.message) }));
}

function toValue(node) {
  if (node.type === "object") return Object.fromEntries(node.properties.map(p => [p.keyNode.value, toValue(p.valueNode)]));
  return node.type === "array" ? node.items.map(toValue) : node.value;
}
