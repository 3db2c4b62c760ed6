// Builds each island into one script of its own, without shared parts, and writes down the licences of what is bundled.
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../src/bearwitness/web/static/built");
const islands = ["page", "chart", "compare", "review", "map"];

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
for (const name of islands) {
  await build({
    root: here,
    configFile: false,
    logLevel: "warn",
    build: {
      target: "es2022",
      outDir: out,
      emptyOutDir: false,
      // No data: addresses for scripts or fonts; images in MapLibre's style sheet stay, the page's policy allows those.
      cssCodeSplit: false,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2000,
      lib: { entry: join(here, `src/${name}.ts`), formats: ["iife"], name: `island_${name}`, fileName: () => `${name}.js`, cssFileName: name },
    },
  });
}
// MapLibre's worker is a file of its own: the page's policy forbids workers made from text.
await copyFile(join(here, "node_modules/maplibre-gl/dist/maplibre-gl-csp-worker.js"), join(out, "map-worker.js"));
await writeFile(join(out, "LICENSES.txt"), await licences());

/** Licence texts of MapLibre and of every package that its source maps say it is made from. */
async function licences() {
  const folder = join(here, "node_modules/maplibre-gl/dist");
  const names = new Set(["maplibre-gl"]);
  for (const file of ["maplibre-gl-csp.js.map", "maplibre-gl-csp-worker.js.map"]) {
    const { sources } = JSON.parse(await readFile(join(folder, file), "utf8"));
    for (const source of sources) {
      const found = [...source.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)].pop();
      if (found) names.add(found[1]);
    }
  }
  const texts = [];
  // TypeScript's helpers (0BSD) ask for no notice, and MapLibre's package does not bring theirs.
  names.delete("tslib");
  for (const name of [...names].sort()) texts.push(await licence(join(here, "node_modules", name), name));
  return `Code of others in the scripts of this folder.\n\n${texts.join(`\n\n${"-".repeat(78)}\n\n`)}\n`;
}

/** A package's licence file, else the part of its README about it; one without either stops the build. */
async function licence(folder, name) {
  const about = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const files = await readdir(folder);
  const own = files.find((one) => /^licen[cs]e/i.test(one));
  const readme = files.find((one) => /^readme/i.test(one));
  const text = own ? await readFile(join(folder, own), "utf8") : readme && /^#+ *licen[cs]e[\s\S]*/im.exec(await readFile(join(folder, readme), "utf8"))?.[0];
  if (!text) throw new Error(`${name} ships no licence text`);
  return `${about.name} ${about.version} (${about.license})\n\n${text.trim()}`;
}
