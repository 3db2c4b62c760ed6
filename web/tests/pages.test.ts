/** The pages in a real browser, under the server's policy: nothing is refused, nothing foreign is asked for, all is reachable. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serve } from "../fixtures/serve.mjs";

const executablePath = [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((one) => one && existsSync(one));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = process.env["ISLANDS_SHOTS"];
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };

let browser: Browser;
let served: Awaited<ReturnType<typeof serve>>;
const troubles: string[] = [];

async function open(path: string, { size = WIDE, colours = "light" as "light" | "dark", scripts = true } = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: size, colorScheme: colours, javaScriptEnabled: scripts, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(90_000);
  page.on("console", (one) => ["error", "warning"].includes(one.type()) && !/favicon|GPU stall|WebGL/.test(one.text() + one.location().url) && troubles.push(`${path}: ${one.text()}`));
  page.on("pageerror", (error) => troubles.push(`${path}: ${error.message}`));
  page.on("request", (one) => !one.url().startsWith(served.address) && !/^(data|blob):/.test(one.url()) && troubles.push(`${path} asked for ${one.url()}`));
  if (scripts) await page.addInitScript(axe);
  await page.goto(served.address + path);
  if (scripts && path.startsWith("/incidents")) await page.waitForSelector(".map[data-drawn] :is(.point, .group)");
  return page;
}

describe.skipIf(!executablePath)("the pages in Chromium", () => {
  beforeAll(async () => {
    served = await serve();
    browser = await chromium.launch({ executablePath: executablePath as string, args: ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"] });
    if (shots) mkdirSync(shots, { recursive: true });
  });
  afterAll(async () => {
    await browser?.close();
    served?.server.close();
  });

  const paths = ["/incidents", "/incidents/i1", "/reports/r1", "/compare", "/review"];
  for (const path of paths) {
    for (const [colours, size] of [["light", WIDE], ["dark", NARROW]] as const) {
      it(`${path} has no fault of access, ${colours}, ${size.width} wide, and does not scroll sideways`, async () => {
        troubles.length = 0;
        const page = await open(path, { colours, size });
        const found = await page.evaluate(() => (globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe.run());
        expect(found.violations.map((one) => [one.id, one.nodes.map((node) => node.html)])).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        if (shots) await page.screenshot({ path: `${shots}/${path.slice(1).replaceAll("/", "-")}-${size.width}-${colours}.png`, fullPage: true });
        await page.context().close();
        expect(troubles).toEqual([]);
      });
    }
  }

  it("leave everything readable without scripts, and show nothing empty", async () => {
    const page = await open("/incidents/i1", { scripts: false });
    expect(await page.isVisible("#drawing-1")).toBe(true);
    expect(await page.isVisible("table.readings")).toBe(true);
    for (const island of [".map", ".chart", "[data-island=visit]", "[data-copy-link]"]) expect(await page.isVisible(island)).toBe(false);
    await page.context().close();
  });

  it("go through the chart's readings by arrow keys, with their words in the tip", async () => {
    const page = await open("/incidents/i1");
    expect(await page.isVisible("#drawing-1")).toBe(false);
    expect(await page.locator(".chart svg [tabindex='0']").count()).toBe(1);
    await page.focus(".chart svg [tabindex='0']");
    const told: string[] = [];
    for (let at = 0; at < 8; at += 1) {
      told.push(await page.innerText(".chart .tip"));
      await page.keyboard.press("ArrowRight");
    }
    expect(told[0]).toContain("2, 3 Mar 2025 09:10 UTC+02:00 (superseded)");
    expect(told[1]).toContain("at least 3");
    expect(told.some((one) => one.includes("In a contradiction: The police count four"))).toBe(true);
    expect(told[7]).toContain("six patients and staff");
    expect(await page.getAttribute(".chart svg [tabindex='0']", "href")).toBe("/reports/r6#claim-d1");
    await page.click(".origins button >> nth=2");
    expect(await page.locator(".chart [data-origin='0'].faded").count()).toBeGreaterThan(0);
    expect(await page.locator(".chart [data-origin='2'].faded").count()).toBe(0);
    await page.context().close();
  });

  it("reach every incident of the map by the Tab key, and open groups", async () => {
    const page = await open("/incidents");
    const group = page.locator(".map .group").first();
    const before = await page.locator(".map .point").count();
    await group.focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction((count) => document.querySelectorAll(".map .point").length !== count || !document.querySelector(".map .group"), before);
    const point = page.locator(".map a.point").first();
    await point.focus();
    expect(await page.isVisible(".map .tip")).toBe(true);
    expect(await point.getAttribute("href")).toMatch(/^\/incidents\/i\d$/);
    expect(await point.getAttribute("aria-label")).toContain("grade:");
    await page.keyboard.press("Escape");
    expect(await page.isVisible(".map .tip")).toBe(false);
    await page.context().close();
  });

  it("light up what both reports tell and go through the differences", async () => {
    const page = await open("/compare");
    await page.focus("[data-claim=l2]");
    expect(await page.getAttribute("[data-claim=r2]", "class")).toContain("matched");
    await page.keyboard.press("n");
    expect(await page.innerText("[role=status]")).toMatch(/^Difference 1 of 4: told differently/);
    expect(await page.locator("mark.pinned").count()).toBe(2);
    await page.keyboard.press("p");
    expect(await page.innerText("[role=status]")).toMatch(/^Difference 4 of 4/);
    await page.context().close();
  });

  it("are reviewed by keys alone, and keys rest in a field", async () => {
    const page = await open("/review");
    const sent: string[] = [];
    await page.route("**/review/decide", (route) => {
      sent.push(route.request().postData() ?? "");
      return route.fulfill({ status: 204 });
    });
    const current = (): Promise<string | null> => page.getAttribute(".item.current", "id");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    expect(await current()).toBe("item-2");
    await page.keyboard.press("k");
    await page.keyboard.press("a");
    // Too soon: the first is still on its way.
    await page.keyboard.press("r");
    expect(await page.innerText(".toast")).toBe("The last decision is being sent.");
    await page.waitForTimeout(3100);
    await page.keyboard.press("n");
    await page.keyboard.type("jar");
    expect(await page.inputValue("#why-1")).toBe("jar");
    expect(await current()).toBe("item-1");
    await page.keyboard.press("Escape");
    await page.keyboard.press("r");
    await page.waitForTimeout(3100);
    await page.keyboard.press("u");
    await page.waitForTimeout(3100);
    await page.keyboard.press("c");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("words-1");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    expect(await page.isVisible("dialog")).toBe(true);
    await page.keyboard.press("a");
    await page.keyboard.press("Escape");
    await page.uncheck("label:has-text('Single keys') input");
    await page.focus("#item-1");
    await page.keyboard.press("a");
    expect(sent).toEqual(["claim=c1&reason=&judgement=accept", "claim=c1&reason=jar&judgement=reject", "claim=c1&reason=jar&judgement=undo"]);
    await page.check("label:has-text('Single keys') input");
    await page.focus("#item-2");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/reports/r2#claim-c2");
    await page.context().close();
  });

  it("take selected words over as a span of code points", async () => {
    const page = await open("/review");
    const select = (words: string): Promise<void> =>
      page.evaluate((wanted) => {
        for (const place of document.querySelectorAll("[data-passage]")) {
          const node = place.firstChild as Text;
          const at = node.data.indexOf(wanted);
          if (at >= 0) getSelection()?.setBaseAndExtent(node, at, node, at + wanted.length);
        }
      }, words);
    const form = (at: number): Promise<Record<string, string>> => page.evaluate((one) => Object.fromEntries([...new FormData(document.querySelectorAll<HTMLFormElement>("form[data-span]")[one] as HTMLFormElement)].map(([key, value]) => [key, String(value)])), at);
    await select("in the clinic");
    await page.waitForSelector("#item-1 details[open]");
    // Behind an emoji, in a passage shown from its code point 40 on.
    const before = [..."Between five and seven people were killed 🏥 "].length;
    expect(await form(0)).toMatchObject({ passage: "p1", start: String(40 + before), end: String(40 + before + 13), words: "in the clinic" });
    await select("людей поранено");
    await page.waitForSelector("#item-2 details[open]");
    expect(await form(1)).toMatchObject({ passage: "p2", start: "11", end: "25", words: "людей поранено" });
    await page.context().close();
  });

  it("fill the form of a move by dragging, and send nothing", async () => {
    const page = await open("/review");
    await page.dragAndDrop("[data-drag-report=r5]", "[data-drop-incident=i2]");
    expect(await page.inputValue("#m-report")).toBe("r5");
    expect(await page.inputValue("#m-incident")).toBe("i2");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("m-reason");
    expect(new URL(page.url()).pathname).toBe("/review");
    await page.context().close();
  });

  it("set off the words that an address names, keep the colours, and say what changed", async () => {
    const page = await open("/reports/r1#claim-a1");
    expect(await page.getAttribute("[data-claim=a1]", "class")).toContain("chosen");
    expect(await page.locator("mark.chosen").count()).toBe(1);
    await page.selectOption("label.theme select", "dark");
    await page.goto(`${served.address}/incidents/i1`);
    expect(await page.getAttribute("html", "data-theme")).toBe("dark");
    expect(await page.isVisible("[data-island=visit]")).toBe(false);
    await page.evaluate(() => {
      const key = "bearwitness:seen:i1";
      const seen = JSON.parse(localStorage.getItem(key) ?? "") as { values: Record<string, string> };
      seen.values["Killed, clinic"] = "4";
      localStorage.setItem(key, JSON.stringify(seen));
    });
    await page.reload();
    expect(await page.innerText("[data-island=visit]")).toContain("Killed, clinic: was 4, now 6 (range 5–7)");
    await page.click("[data-island=visit] button");
    await page.reload();
    expect(await page.innerText("[data-island=visit]")).toContain("Nothing changed");
    await page.context().close();
  });

  it("send a choice at once and come back to it", async () => {
    const page = await open("/incidents");
    await page.selectOption("select[name=kind]", "shelling");
    await page.waitForURL("**/incidents?kind=shelling");
    await page.waitForFunction(() => (document.activeElement as HTMLSelectElement | null)?.name === "kind");
    await page.context().close();
  });
});
