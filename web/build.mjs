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
await writeFile(join(out, "LICENSES.txt"), await licences("maplibre-gl"));

/** Licence texts of a package and of everything that it brings along. */
async function licences(first) {
  const seen = new Map();
  const todo = [first];
  while (todo.length) {
    const name = todo.pop();
    if (seen.has(name)) continue;
    const folder = join(here, "node_modules", name);
    const about = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
    seen.set(name, `${about.name} ${about.version} (${about.license})\n\n${file ? (await readFile(join(folder, file), "utf8")).trim() : "No licence text is shipped with the package."}`);
    todo.push(...Object.keys(about.dependencies ?? {}).filter((one) => !one.startsWith("@types/")));
  }
  const texts = [...seen.keys()].sort().map((name) => seen.get(name));
  return `Code of others in the scripts of this folder.\n\n${texts.join(`\n\n${"-".repeat(78)}\n\n`)}\n`;
}
