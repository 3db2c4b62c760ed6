// @vitest-environment jsdom
import { describe, expect, it } from "vitest";
import { codePoints, spanOf, unitOf } from "../src/spans";

function passage(markup: string, offset?: number): HTMLElement {
  document.body.innerHTML = `<p data-passage="p3"${offset === undefined ? "" : ` data-offset="${offset}"`}>${markup}</p>`;
  return document.querySelector("p") as HTMLElement;
}

/** Selects from the n-th unit of the page's text to another, over whatever elements lie between. */
function select(from: number, to: number, inside: Node = document.body): Range {
  const range = document.createRange();
  const walker = document.createTreeWalker(inside, NodeFilter.SHOW_TEXT);
  let run = 0;
  while (walker.nextNode()) {
    const node = walker.currentNode as Text;
    if (from >= run && from <= run + node.length) range.setStart(node, from - run);
    if (to >= run && to <= run + node.length) {
      range.setEnd(node, to - run);
      return range;
    }
    run += node.length;
  }
  throw new Error("beyond the text");
}

describe("code points", () => {
  it("counts an emoji as one, and Cyrillic letters as one each", () => {
    expect("🏥".length).toBe(2);
    expect(codePoints("🏥")).toBe(1);
    expect(codePoints("на вулиці 🏥 Садовій")).toBe([..."на вулиці 🏥 Садовій"].length);
  });

  it("counts a family as the code points that it is made of", () => {
    expect(codePoints("👨‍👩‍👧")).toBe(5);
  });

  it("comes back to the same unit", () => {
    const text = "a🏥b🕯️в";
    for (let point = 0; point <= [...text].length; point += 1) expect(codePoints(text, unitOf(text, point))).toBe(point);
  });

  it("counts a half of a pair that a cut left over", () => {
    expect(codePoints("a\ud83c")).toBe(2);
  });
});

describe("the span of a selection", () => {
  it("counts from the head of the passage, behind an emoji and Cyrillic", () => {
    const text = "🏥 Лікарня: five dead, four injured";
    const place = passage(text);
    const from = text.indexOf("five");
    expect(spanOf(select(from, from + 9), place)).toEqual({ passage: "p3", start: [...text.slice(0, from)].length, end: [...text.slice(0, from)].length + 9, words: "five dead" });
  });

  it("goes over marks and leaves white space at its ends out", () => {
    const place = passage('Police said <mark class="claim"><span>five</span> dead</mark> on Monday');
    expect(spanOf(select(11, 22), place)).toEqual({ passage: "p3", start: 12, end: 21, words: "five dead" });
  });

  it("does not count a tag at the head, nor the space that the page puts behind it", () => {
    const place = passage('<span class="tag">caption</span> The yard of the clinic');
    const at = "caption The yard".indexOf("yard");
    expect(spanOf(select(at, at + 4), place)).toMatchObject({ start: 4, end: 8, words: "yard" });
  });

  it("adds the offset of a passage that is shown in part", () => {
    const place = passage("five dead", 40);
    expect(spanOf(select(0, 4), place)).toMatchObject({ start: 40, end: 44, words: "five" });
  });

  it("stops at the end of the passage when the selection runs on", () => {
    document.body.innerHTML = '<p data-passage="p1">first words</p><p data-passage="p2">second words</p>';
    const place = document.querySelector("p") as HTMLElement;
    expect(spanOf(select(6, 17), place)).toEqual({ passage: "p1", start: 6, end: 11, words: "words" });
  });

  it("is nothing for white space or a tag alone", () => {
    expect(spanOf(select(5, 6, passage("first words")), document.querySelector("p") as HTMLElement)).toBeNull();
    const place = passage('<span class="tag">caption</span> The yard');
    expect(spanOf(select(0, 7), place)).toBeNull();
  });
});
