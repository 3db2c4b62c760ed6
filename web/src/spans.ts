/** Spans in code points, as claims have them. The strings of a browser count UTF-16 units: an emoji is two. */

/** How many code points the first `units` units of a text hold; a cut pair counts as one. */
export function codePoints(text: string, units: number = text.length): number {
  let count = 0;
  for (let at = 0; at < Math.min(units, text.length); count += 1) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return count;
}

/** The unit at which a code point begins. */
export function unitOf(text: string, point: number): number {
  let at = 0;
  for (let count = 0; count < point && at < text.length; count += 1) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at;
}

export interface Span {
  passage: string;
  /** Code points, half open. */
  start: number;
  end: number;
  words: string;
}

/** What stands in a passage's element without belonging to its text. */
const BESIDE = ".tag, .badge, [data-beside]";

function texts(passage: Element): Text[] {
  const walker = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT, {
    acceptNode: (node) => (node.parentElement?.closest(BESIDE) && passage.contains(node.parentElement.closest(BESIDE)) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT),
  });
  const found: Text[] = [];
  while (walker.nextNode()) found.push(walker.currentNode as Text);
  return found;
}

/**
 * The span that a range covers inside a passage's element, without white space at its ends; null where it covers none of
 * its words. `data-offset` is the code point at which the shown text begins, where only a part of the passage is shown.
 */
export function spanOf(range: Range, passage: HTMLElement): Span | null {
  const id = passage.dataset["passage"];
  if (!id) return null;
  let before = "";
  let words = "";
  for (const node of texts(passage)) {
    const text = node.data;
    const whole = document.createRange();
    whole.selectNodeContents(node);
    if (range.compareBoundaryPoints(Range.END_TO_START, whole) >= 0) {
      // The node ends before the range begins.
      before += text;
      continue;
    }
    if (range.compareBoundaryPoints(Range.START_TO_END, whole) <= 0) break;
    const from = range.startContainer === node ? range.startOffset : 0;
    const to = range.endContainer === node ? range.endOffset : text.length;
    if (!words) before += text.slice(0, from);
    words += text.slice(from, to);
  }
  const lead = words.length - words.trimStart().length;
  before += words.slice(0, lead);
  words = words.trim();
  // A leading space that the template puts between the tag and the text is no part of the passage.
  if (!words) return null;
  const start = codePoints(before) - shift(passage) + Number(passage.dataset["offset"] ?? 0);
  return { passage: id, start, end: start + codePoints(words), words };
}

/** White space between a tag at the head of a passage's element and its text. */
function shift(passage: HTMLElement): number {
  const first = texts(passage)[0];
  const beside = first?.previousSibling;
  if (!first || !(beside instanceof Element) || !beside.matches(BESIDE)) return 0;
  return first.data.length - first.data.trimStart().length ? 1 : 0;
}
