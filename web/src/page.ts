/**
 * What every page gains from scripts:
 *
 * - `form[data-auto]`: a choice in it is sent at once; where the reader was is kept.
 * - `button[data-copy-link=""]` (hidden without scripts): copies the address of this view, or the one that it names.
 * - an address that ends in `#claim-...` or another anchor before a `mark`: the words are set off and brought into view.
 * - `header.site`: a choice of colours, kept in this browser.
 * - `[data-island="visit"]` (hidden) and a JSON element `visit-state` {"id", "values": [{"what", "value", "href"?}]}:
 *   what changed since the reader last marked this incident as seen. Kept in this browser alone.
 */

import { announce, element, followable, keep, kept, parsed, ready } from "./dom";
import { changes, readState, type Seen, type State } from "./visit";
import { say } from "./words";

const FOCUS = "bearwitness:focus";
const THEME = "bearwitness:theme";

ready(() => {
  theme();
  filters();
  copies();
  target();
  addEventListener("hashchange", target);
  const place = document.querySelector<HTMLElement>("[data-island=visit]");
  if (place) visit(place);
});

function theme(): void {
  const known = ["system", "light", "dark"] as const;
  const choose = (value: string): void => {
    if (value === "light" || value === "dark") document.documentElement.dataset["theme"] = value;
    else delete document.documentElement.dataset["theme"];
    document.dispatchEvent(new CustomEvent("bearwitness:theme"));
  };
  choose(kept(THEME) ?? "system");
  const place = document.querySelector("header.site .tools") ?? document.querySelector("footer.site");
  if (!place) return;
  const select = element("select", {}, ...known.map((one) => element("option", { value: one, selected: one === (kept(THEME) ?? "system") }, say(`page.${one}`))));
  select.addEventListener("change", () => {
    keep(THEME, select.value);
    choose(select.value);
  });
  place.append(element("label", { class: "theme" }, `${say("page.theme")} `, select));
}

function filters(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-auto]")) {
    form.addEventListener("change", ({ target: changed }) => {
      // A date or a text changes while it is being written: those wait for the button or the Enter key.
      const at_once = changed instanceof HTMLSelectElement || (changed instanceof HTMLInputElement && /^(checkbox|radio)$/.test(changed.type));
      if (!at_once) return;
      sessionStorage.setItem(FOCUS, JSON.stringify([location.pathname, changed.name, changed.value]));
      form.requestSubmit();
    });
    // Empty fields make no address longer.
    form.addEventListener("submit", () => {
      if (form.method.toLowerCase() !== "get") return;
      const empty = [...form.elements].filter((one) => (one instanceof HTMLInputElement || one instanceof HTMLSelectElement) && one.name && !one.value && !one.disabled) as HTMLInputElement[];
      for (const one of empty) one.disabled = true;
      setTimeout(() => empty.forEach((one) => (one.disabled = false)));
    });
  }
  const last = sessionStorage.getItem(FOCUS);
  sessionStorage.removeItem(FOCUS);
  if (!last) return;
  const [path, name, value] = JSON.parse(last) as [string, string, string];
  if (path !== location.pathname) return;
  const fields = [...document.querySelectorAll<HTMLInputElement>("form[data-auto] [name]")].filter((one) => one.name === name);
  (fields.find((one) => one.value === value) ?? fields[0])?.focus();
}

function copies(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy-link]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const address = new URL(button.dataset["copyLink"] || location.href, location.href).href;
      // The clipboard is there for secure pages alone; a team's server without TLS shows the address instead.
      (navigator.clipboard ? navigator.clipboard.writeText(address) : Promise.reject(new Error())).then(
        () => announce(say("page.copied")),
        () => announce(say("page.not_copied", { address })),
      );
    });
  }
}

/** Sets off the words that the address names: the mark with that id, or the first mark after an empty anchor. */
function target(): void {
  for (const old of document.querySelectorAll("mark.chosen")) old.classList.remove("chosen");
  const id = decodeURIComponent(location.hash.slice(1));
  const anchor = id ? document.getElementById(id) : null;
  if (!anchor || !(anchor.matches("mark, span") || anchor.querySelector("mark"))) return;
  const marks = [...document.querySelectorAll<HTMLElement>("mark.claim")];
  const mark = anchor.matches("mark") ? anchor : marks.find((one) => anchor.contains(one) || anchor.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
  if (!mark) return;
  const names = new Set((mark.dataset["claim"] ?? "").split(" ").filter((one) => one && (id.endsWith(one) || !mark.dataset["claim"]?.includes(" "))));
  const same = marks.filter((one) => one === mark || (one.dataset["claim"] ?? "").split(" ").some((name) => names.has(name)));
  for (const one of same) one.classList.add("chosen");
  mark.scrollIntoView({ block: "center" });
}

function visit(place: HTMLElement): void {
  const state = readState(parsed("visit-state"));
  if (!state) return;
  const key = `bearwitness:seen:${state.id}`;
  const seen = read(kept(key));
  const now = (): void => keep(key, JSON.stringify({ when: new Date().toISOString(), values: Object.fromEntries(state.values.map((one) => [one.what, one.value])) }));
  if (!seen) {
    now();
    return;
  }
  show(place, seen, state, () => {
    now();
    place.hidden = true;
  });
}

function read(text: string | null): Seen | null {
  if (!text) return null;
  try {
    const found = JSON.parse(text) as Seen;
    return typeof found.when === "string" && typeof found.values === "object" && found.values ? found : null;
  } catch {
    return null;
  }
}

function show(place: HTMLElement, seen: Seen, state: State, done: () => void): void {
  const when = new Date(seen.when).toLocaleString(document.documentElement.lang || "en", { dateStyle: "long", timeStyle: "short" });
  const moved = changes(seen, state);
  if (!moved.length) {
    place.replaceChildren(element("p", { class: "small" }, say("visit.nothing", { when })));
    place.hidden = false;
    return;
  }
  const lines = moved.map(({ kind, what, before, now, href }) => {
    const text = say(`visit.${kind}`, { what, before: before ?? "", now: now ?? "" });
    const address = followable(href);
    return element("li", {}, address ? element("a", { href: address }, text) : text);
  });
  const button = element("button", { type: "button" }, say("visit.seen"));
  button.addEventListener("click", done);
  place.classList.add("notice");
  place.replaceChildren(element("p", {}, element("strong", {}, say("visit.since", { when }))), element("ul", {}, ...lines), button);
  place.hidden = false;
}
