// Writes schema.json from the types of @grafana/schema, for the tests to hold the dashboards against without Node.
//   npm install --no-save --prefix /tmp/schema typescript@5 @grafana/schema@VERSION
//   node derive.mjs /tmp/schema > schema.json
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';

const modules = path.join(path.resolve(process.argv[2]), 'node_modules');
const ts = createRequire(path.join(modules, 'x.js'))('typescript');
const home = path.join(modules, '@grafana/schema');
const types = path.join(home, 'dist/types');
const panels = ['heatmap', 'logs', 'table', 'timeseries', 'trend'];
const panelFile = panel => path.join(types, 'raw/composable', panel, 'panelcfg/x/types.gen.d.ts');
const files = [path.join(types, 'index.d.ts'), ...panels.map(panelFile)];
const program = ts.createProgram(files, { strict: true, moduleResolution: ts.ModuleResolutionKind.Node10 });
const checker = program.getTypeChecker();
const out = {};

function exported(file, name) {
    const symbol = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file))).find(one => one.name === name);
    return symbol && checker.getDeclaredTypeOfSymbol(symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
}

// Alternatives: "string", "number", "boolean", "null", "any", "=literal as JSON", "#type of the list", "[]" before an element's type.
function describe(type, name) {
    const flags = type.flags;
    if (flags & ts.TypeFlags.EnumLiteral && !type.isUnion() || type.isStringLiteral() || type.isNumberLiteral())
        return [`=${JSON.stringify(type.value)}`];
    if (flags & ts.TypeFlags.BooleanLike) return ['boolean'];
    if (type.isUnion()) return [...new Set(type.types.flatMap((part, i) => describe(part, `${name}.${i}`)))];
    if (flags & ts.TypeFlags.StringLike) return ['string'];
    if (flags & ts.TypeFlags.NumberLike) return ['number'];
    if (flags & ts.TypeFlags.Undefined) return [];
    if (flags & ts.TypeFlags.Null) return ['null'];
    if (checker.isArrayType(type)) return describe(checker.getTypeArguments(type)[0], `${name}[]`).map(element => `[]${element}`);
    if (!(flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) || checker.getIndexInfosOfType(type).length > 0) return ['any'];
    return [`#${add(type, type.symbol?.name.startsWith('__') === false && !type.aliasTypeArguments ? type.symbol.name : name)}`];
}

function add(type, name) {
    if (name in out) return name;
    const fields = (out[name] = {});
    for (const property of checker.getPropertiesOfType(type)) {
        const optional = property.flags & ts.SymbolFlags.Optional ? '?' : '';
        fields[property.name + optional] = describe(checker.getTypeOfSymbol(property), `${name}.${property.name}`).join(' | ');
    }
    return name;
}

add(exported(files[0], 'Dashboard'), 'Dashboard');
panels.forEach((panel, i) => ['Options', 'FieldConfig'].forEach(part => {
    const type = exported(files[i + 1], part);
    if (type) add(type, `${panel}.${part}`);
}));
const line = fields => JSON.stringify(fields, null, 1).replace(/\n\s*/g, ' ');
const lines = Object.entries(out).map(([name, fields]) => `    ${JSON.stringify(name)}: ${line(fields)}`);
const version = JSON.parse(fs.readFileSync(path.join(home, 'package.json'))).version;
console.log(`{\n  "package": "@grafana/schema", "version": "${version}", "license": "Apache-2.0",`);
console.log(`  "types": {\n${lines.join(',\n')}\n  }\n}`);
