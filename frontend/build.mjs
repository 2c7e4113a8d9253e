// Bundles CSS, JS and the icon sprite into src/senro/static/senro/ (git-ignored).
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { keepWhatWeUse } from "./tabler.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../src/senro/static/senro");

const tablerPlugin = {
  name: "tabler-subset",
  setup(build) {
    build.onLoad({ filter: /tabler\.css$/ }, async (args) => ({
      contents: keepWhatWeUse(await readFile(args.path, "utf8")),
      loader: "css",
    }));
  },
};

const options = {
  entryPoints: {
    senro: join(here, "js/senro.js"),
    board: join(here, "js/board.js"),
    style: join(here, "css/senro.css"),
  },
  outdir: out,
  bundle: true,
  minify: true,
  sourcemap: false,
  target: ["chrome123", "firefox125", "safari17.5"],
  format: "iife",
  logLevel: "warning",
  legalComments: "eof",
  plugins: [tablerPlugin],
};

async function iconNames() {
  const text = await readFile(join(here, "icons/used.txt"), "utf8");
  return text.split("\n").map((line) => line.replace(/#.*/, "").trim()).filter(Boolean);
}

async function symbol(name) {
  const outline = join(here, "node_modules/@tabler/icons/icons/outline", `${name}.svg`);
  const own = join(here, "icons", `${name}.svg`);
  const svg = await readFile(outline, "utf8").catch(() => readFile(own, "utf8"));
  const body = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
  const strokes = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" viewBox="0 0 24 24" ${strokes}>${body.replace(/\s*\n\s*/g, "")}</symbol>`;
}

async function sprite() {
  const symbols = await Promise.all((await iconNames()).map(symbol));
  const xml = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
  await writeFile(join(out, "icons.svg"), xml);
}

async function copyPictures() {
  for (const name of await readdir(join(here, "pictures")).catch(() => [])) {
    await writeFile(join(out, name), await readFile(join(here, "pictures", name)));
  }
}

// Written file by file over the old ones, so that a running server never finds a hole.
await mkdir(out, { recursive: true });
await sprite();
await copyPictures();
if (process.argv.includes("--watch")) {
  await (await esbuild.context(options)).watch();
} else {
  await esbuild.build(options);
}
