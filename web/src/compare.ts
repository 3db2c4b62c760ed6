/**
 * Two reports side by side: `[data-island="compare"]` with two `.side`s of passages. A `mark[data-claim]` holds in
 * `data-match` the keys that it shares with marks of the other side, `data-differs` (or the class
 * `differ`) where the two tell it differently.
 * A mark without a partner is told by one side alone.
 *
 * Marks light up with their partners; on wide screens the sides scroll together, level at what both tell; n and p go
 * through the differences.
 */

import { element, ready, writing } from "./dom";
import { differences, level, rising, type Difference } from "./matching";
import { say } from "./words";

interface Side {
  box: HTMLElement;
  marks: HTMLElement[];
}

ready(() => document.querySelectorAll<HTMLElement>("[data-island=compare]").forEach(start));

function start(place: HTMLElement): void {
  const [left, right] = [...place.querySelectorAll<HTMLElement>(".side")].map((box) => ({ box, marks: [...box.querySelectorAll<HTMLElement>("mark[data-claim]")] }));
  if (!left || !right) return;
  const sides: [Side, Side] = [left, right];
  for (const side of sides) for (const mark of side.marks) light(mark, sides);
  const together = bar(place, sides);
  scrolling(sides, together);
}

function keysOf(mark: HTMLElement): string[] {
  return (mark.dataset["match"] ?? "").split(" ").filter(Boolean);
}

function partners(mark: HTMLElement, marks: HTMLElement[]): HTMLElement[] {
  return marks.filter((one) => one !== mark && keysOf(one).some((key) => keysOf(mark).includes(key)));
}

function light(mark: HTMLElement, sides: [Side, Side]): void {
  mark.tabIndex = 0;
  const all = sides.flatMap((side) => side.marks);
  const set = (on: boolean) => (): void => [mark, ...partners(mark, all)].forEach((one) => one.classList.toggle("matched", on));
  for (const name of ["mouseenter", "focus"]) mark.addEventListener(name, set(true));
  for (const name of ["mouseleave", "blur"]) mark.addEventListener(name, set(false));
  mark.addEventListener("focus", () => {
    const other = sides.find((side) => !side.marks.includes(mark));
    const partner = other && partners(mark, other.marks)[0];
    if (partner) into(other.box, partner, mark);
  });
}

/** Brings a mark of one side level with one of the other. */
function into(box: HTMLElement, mark: HTMLElement, beside: HTMLElement): void {
  const apart = mark.getBoundingClientRect().top - beside.getBoundingClientRect().top;
  if (box.scrollHeight > box.clientHeight + 1 && getComputedStyle(box).overflowY !== "visible") box.scrollTop += apart;
}

function bar(place: HTMLElement, sides: [Side, Side]): HTMLInputElement {
  const describe = (side: Side) => side.marks.map((mark) => ({ keys: keysOf(mark), differs: mark.dataset["differs"] !== undefined || mark.classList.contains("differ") }));
  const found = differences(describe(sides[0]), describe(sides[1]));
  const status = element("p", { role: "status", class: "small" }, found.length ? say("compare.keys") : say("compare.none"));
  const together = element("input", { type: "checkbox", checked: true });
  const buttons = element("p", { class: "buttons compare-bar" }, element("label", {}, together, ` ${say("compare.together")}`));
  let here = -1;
  const go = (step: number): void => {
    if (!found.length) return;
    here = here < 0 && step < 0 ? found.length - 1 : (here + step + found.length) % found.length;
    const difference = found[here];
    if (difference) status.textContent = say("compare.here", { at: here + 1, count: found.length, what: choose(difference, sides) });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    if (event.key === "n" || event.key === "p") {
      event.preventDefault();
      go(event.key === "n" ? 1 : -1);
    }
  });
  place.before(buttons, status);
  return together;
}

/** Sets a difference off and goes there; the words that tell which side has it. */
function choose({ left, right }: Difference, sides: [Side, Side]): string {
  const marks = [left === undefined ? undefined : sides[0].marks[left], right === undefined ? undefined : sides[1].marks[right]];
  for (const old of document.querySelectorAll("mark.pinned")) old.classList.remove("pinned");
  for (const mark of marks) mark?.classList.add("pinned");
  const first = marks[0] ?? marks[1];
  first?.scrollIntoView({ block: "center" });
  first?.focus({ preventScroll: true });
  return say(left === undefined ? "compare.right" : right === undefined ? "compare.left" : "compare.both");
}

function scrolling(sides: [Side, Side], together: HTMLInputElement): void {
  const wide = matchMedia("(min-width: 48.01rem)");
  const arrange = (): void => {
    for (const { box } of sides) {
      box.classList.toggle("scrolls", wide.matches);
      if (wide.matches) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  wide.addEventListener("change", arrange);
  arrange();
  let led: HTMLElement | null = null;
  sides.forEach((side, at) => {
    const other = sides[at === 0 ? 1 : 0];
    // The side under the pointer or with the focus leads; the other follows and does not answer.
    for (const name of ["pointerenter", "focusin", "wheel"]) side.box.addEventListener(name, () => (led = side.box), { passive: true });
    side.box.addEventListener("scroll", () => {
      if (led !== side.box || !together.checked || !wide.matches) return;
      const height = (box: HTMLElement, mark: HTMLElement): number => mark.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
      const pairs = side.marks.flatMap((mark) => {
        const partner = partners(mark, other.marks)[0];
        return partner ? [[height(side.box, mark), height(other.box, partner)] as [number, number]] : [];
      });
      const eye = side.box.clientHeight / 3;
      other.box.scrollTop = level(rising(pairs), side.box.scrollTop + eye) - eye;
    });
  });
}
