/**
 * The review queue by keyboard: `[data-island="review"]` holds `.item`s with the server's own forms. A key presses what the
 * current item marks with `data-key`: a button or link is clicked, a `details` is opened, a field is focused.
 *
 * j k next and previous item; a r c n u accept, reject, correct, note, undo; Enter opens `[data-key="Enter"]` of the item;
 * ? shows the keys, Escape leaves. Keys rest while somebody writes, and can be turned off.
 *
 * Selecting words in a `[data-passage]` fills `passage`, `start`, `end` and `words` of the `form[data-span]` of the same
 * item, else of the page. `data-offset` is the code point at which a passage's shown text begins.
 *
 * Dragging `[data-drag-report]` onto `[data-drop-incident]` fills the form `[data-merge]` (fields `report` and `incident`);
 * nothing is sent before the reviewer confirms. The form itself is the way for the keyboard.
 */

import { announce, element, keep, kept, ready, writing } from "./dom";
import { spanOf } from "./spans";
import { say, type Key } from "./words";

const KEYS: readonly (readonly [string, Key])[] = [
  ["j", "review.key.next"],
  ["k", "review.key.previous"],
  ["a", "review.key.accept"],
  ["r", "review.key.reject"],
  ["c", "review.key.correct"],
  ["n", "review.key.note"],
  ["u", "review.key.undo"],
  ["Enter", "review.key.open"],
  ["?", "review.key.help"],
  ["Esc", "review.key.close"],
];
const STORE = "bearwitness:keys";
/** Milliseconds for which keys that decide rest after one was sent, where no new page comes. */
const WAIT = 3000;

ready(() => {
  const queue = document.querySelector<HTMLElement>("[data-island=review]");
  if (queue) keyboard(queue);
  selection();
  dragging();
});

function keyboard(queue: HTMLElement): void {
  const items = [...queue.querySelectorAll<HTMLElement>(".item")];
  let here = Math.max(0, items.findIndex((one) => one.id && one.id === location.hash.slice(1)));
  const go = (to: number): void => {
    here = Math.max(0, Math.min(items.length - 1, to));
    items.forEach((one, at) => one.classList.toggle("current", at === here));
    const item = items[here];
    item?.focus({ preventScroll: true });
    item?.scrollIntoView({ block: "nearest" });
  };
  items.forEach((item, at) => {
    item.tabIndex = -1;
    item.addEventListener("focusin", () => {
      here = at;
      items.forEach((one) => one.classList.toggle("current", one === item));
    });
  });
  items[here]?.classList.add("current");
  // A second Decision sent before the first is answered would cut the first one off: keys wait for the next page.
  let sent = 0;
  queue.addEventListener("submit", () => (sent = Date.now()));
  addEventListener("pageshow", () => (sent = 0));
  const help = dialog();
  const on = toolbar(queue, help, items.length);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || help.open) return;
    if (event.key === "Escape" && writing(event.target)) {
      items[here]?.focus();
      return;
    }
    if (!on.checked || writing(event.target)) return;
    if (/^[arcu]$/.test(event.key) && Date.now() - sent < WAIT) {
      event.preventDefault();
      announce(say("review.sending"));
      return;
    }
    if (event.key === "j" || event.key === "k") go(here + (event.key === "j" ? (items[here]?.contains(document.activeElement) ? 1 : 0) : -1));
    else if (event.key === "?") help.showModal();
    // Enter belongs to the link or button that has the focus; only the item itself passes it on.
    else if (event.key === "Enter" && event.target !== items[here]) return;
    else if (/^[arcnu]$|^Enter$/.test(event.key)) press(items[here], event.key);
    else return;
    event.preventDefault();
  });
}

/** Presses what an item offers for a key. */
function press(item: HTMLElement | undefined, key: string): void {
  const found = item?.querySelector<HTMLElement>(`[data-key="${key}"]`) ?? (key === "u" ? document.querySelector<HTMLElement>(`main [data-key="u"]`) : null);
  if (!found || found.matches(":disabled")) {
    announce(say("review.missing"));
    return;
  }
  if (found instanceof HTMLDetailsElement) {
    found.open = true;
    found.querySelector<HTMLElement>("input:not([type=hidden]), select, textarea")?.focus();
  } else if (found.matches("input, select, textarea")) {
    const around = found.closest("details");
    if (around) around.open = true;
    found.focus();
  } else found.click();
}

function dialog(): HTMLDialogElement {
  const rows = KEYS.flatMap(([key, text]) => [element("dt", {}, element("kbd", {}, key)), element("dd", {}, say(text))]);
  const close = element("button", { type: "button", class: "main" }, "OK");
  const made = element("dialog", { "aria-labelledby": "review-keys" }, element("h2", { id: "review-keys" }, say("review.help")), element("dl", { class: "keys" }, ...rows), close);
  close.addEventListener("click", () => made.close());
  document.body.append(made);
  return made;
}

function toolbar(queue: HTMLElement, help: HTMLDialogElement, count: number): HTMLInputElement {
  const on = element("input", { type: "checkbox", checked: kept(STORE) !== "off" });
  on.addEventListener("change", () => keep(STORE, on.checked ? "on" : "off"));
  const button = element("button", { type: "button" }, `${say("review.help")} `, element("kbd", { "aria-hidden": "true" }, "?"));
  button.addEventListener("click", () => help.showModal());
  if (count) queue.before(element("p", { class: "buttons" }, button, element("label", {}, on, ` ${say("review.keys_on")}`)));
  return on;
}

function selection(): void {
  let waiting = 0;
  document.addEventListener("selectionchange", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(take, 150);
  });
}

/** Takes the selected words over into the form that wants a span. */
function take(): void {
  const chosen = document.getSelection();
  if (!chosen || chosen.isCollapsed || !chosen.rangeCount) return;
  const range = chosen.getRangeAt(0);
  const from = range.startContainer instanceof Element ? range.startContainer : range.startContainer.parentElement;
  const passage = from?.closest<HTMLElement>("[data-passage]");
  if (!passage) return;
  const form = (passage.closest(".item")?.querySelector<HTMLFormElement>("form[data-span]")) ?? (passage.closest(".item") ? null : document.querySelector<HTMLFormElement>("form[data-span]"));
  const span = form && spanOf(range, passage);
  if (!form || !span) return;
  for (const [name, value] of Object.entries(span)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) field.value = String(value);
  }
  const report = form.elements.namedItem("report");
  const holder = passage.closest<HTMLElement>("[data-report]")?.dataset["report"];
  if (report instanceof HTMLInputElement && holder) report.value = holder;
  const shown = form.querySelector("[data-span-shown]");
  if (shown) shown.textContent = say("review.selected", { words: span.words });
  const around = form.closest("details");
  if (around) around.open = true;
}

function dragging(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-merge]");
  if (!form) return;
  let report: HTMLElement | null = null;
  for (const one of document.querySelectorAll<HTMLElement>("[data-drag-report]")) {
    one.draggable = true;
    one.addEventListener("dragstart", (event) => {
      report = one;
      one.classList.add("dragged");
      event.dataTransfer?.setData("text/plain", one.dataset["dragReport"] ?? "");
      if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
    });
    one.addEventListener("dragend", () => {
      one.classList.remove("dragged");
      report = null;
    });
  }
  for (const place of document.querySelectorAll<HTMLElement>("[data-drop-incident]")) {
    const over = (event: DragEvent): void => {
      if (!report) return;
      event.preventDefault();
      place.classList.add("drop-here");
    };
    place.addEventListener("dragenter", over);
    place.addEventListener("dragover", over);
    place.addEventListener("dragleave", (event) => {
      if (!(event.relatedTarget instanceof Node) || !place.contains(event.relatedTarget)) place.classList.remove("drop-here");
    });
    place.addEventListener("drop", (event) => {
      place.classList.remove("drop-here");
      if (!report) return;
      event.preventDefault();
      propose(form, report.dataset["dragReport"] ?? "", place.dataset["dropIncident"] ?? "", place);
    });
  }
}

/** Fills the form that moves a report; the reviewer still gives the reason and sends it. */
function propose(form: HTMLFormElement, report: string, incident: string, place: HTMLElement): void {
  for (const [name, value] of Object.entries({ report, incident })) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = value;
  }
  const around = form.closest("details");
  if (around) around.open = true;
  announce(say("review.merge", { report, incident: place.dataset["title"] ?? incident }));
  const reason = form.querySelector<HTMLElement>("textarea, input[name=reason], input[name=note]") ?? form.querySelector<HTMLElement>("button");
  reason?.focus();
}
