/** Small helpers for the page. Text only ever goes in as text: nothing here takes markup. */

const SVG = "http://www.w3.org/2000/svg";

type Attributes = Record<string, string | number | boolean | null | undefined>;
type Child = Node | string | null | undefined;

function fill<E extends Element>(made: E, attributes: Attributes, children: Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
  for (const child of children) if (child !== null && child !== undefined) made.append(child);
  return made;
}

/** An HTML element with attributes and children; strings become text. */
export function element<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  return fill(document.createElement(name), attributes, children);
}

/** An SVG element with attributes and children; strings become text. */
export function drawn<K extends keyof SVGElementTagNameMap>(name: K, attributes: Attributes = {}, ...children: Child[]): SVGElementTagNameMap[K] {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

/** The value of a `<script type="application/json">` element; null where it is missing or no JSON. */
export function parsed(id: string): unknown {
  const text = document.getElementById(id)?.textContent;
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** An address that may be followed: same origin, http or https; null for anything else. */
export function followable(address: unknown): string | null {
  if (typeof address !== "string" || !address) return null;
  try {
    const found = new URL(address, location.href);
    return found.origin === location.origin && /^https?:$/.test(found.protocol) ? found.pathname + found.search + found.hash : null;
  } catch {
    return null;
  }
}

/** Where the scripts of the pages lie, with a slash at the end. */
export function builtFolder(): string {
  const own = [...document.scripts].find((one) => /\/built\/\w+\.js(\?|$)/.test(one.src));
  return own ? new URL(".", own.src).pathname : "/static/built/";
}

/** Says a line to those who listen and shows it for a while. */
export function announce(text: string): void {
  let toast = document.querySelector<HTMLElement>("[role=status].toast");
  if (!toast) {
    toast = element("div", { role: "status", class: "toast" });
    document.body.append(toast);
  }
  toast.textContent = text;
  window.clearTimeout(Number(toast.dataset["timer"]));
  toast.dataset["timer"] = String(window.setTimeout(() => toast.replaceChildren(), 6000));
}

/** Runs now, or when the page is read. */
export function ready(run: () => void): void {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", run, { once: true });
  else run();
}

/** A value of this browser's store; null where the store is shut. */
export function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a value in this browser's store, or leaves it where the store is shut. */
export function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    /* A shut store is a choice of the reader. */
  }
}

/** Whether somebody writes there: single keys belong to the field then. */
export function writing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) && !(target instanceof HTMLInputElement && /^(checkbox|radio|button|submit)$/.test(target.type));
}
