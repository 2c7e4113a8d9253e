// Bundles CSS, JS and the icon sprite into src/senro/static/senro/ (git-ignored).
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
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

const packed = /\.(br|gz)$/;

// The server sends what lies beside a file already compressed (WhiteNoise finds it by its name).
async function compress() {
  for (const name of (await readdir(out)).filter((one) => /\.(css|js|svg)$/.test(one))) {
    const body = await readFile(join(out, name));
    await writeFile(join(out, `${name}.br`), brotliCompressSync(body));
    await writeFile(join(out, `${name}.gz`), gzipSync(body, { level: 9 }));
  }
}

// Pages ask for `style.css?v=…`, so that an upgrade is seen at once.
async function stampVersion() {
  const digest = createHash("sha256");
  for (const name of (await readdir(out)).sort().filter((one) => /\.(css|js|svg)$/.test(one))) {
    digest.update(await readFile(join(out, name)));
  }
  await writeFile(join(out, "version.txt"), digest.digest("hex").slice(0, 10));
}

async function dropCompressed() {
  for (const name of (await readdir(out)).filter((one) => packed.test(one))) await rm(join(out, name));
}

// Written file by file over the old ones, so that a running server never finds a hole.
await mkdir(out, { recursive: true });
await sprite();
await copyPictures();
if (process.argv.includes("--watch")) {
  await dropCompressed();
  await (await esbuild.context(options)).watch();
} else {
  await esbuild.build(options);
  await compress();
  await stampVersion();
}
