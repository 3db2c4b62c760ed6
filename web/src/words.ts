/** The words that the scripts put on the screen, in one place. A page may bring others in an element `island-words`. */

import { parsed } from "./dom";

const ENGLISH = {
  "chart.at_least": "at least {count}",
  "chart.carried": "carried by {count} reports",
  "chart.carried.one": "carried by 1 report",
  "chart.conflict": "In a contradiction: {why}",
  "chart.desc": "{readings} readings from {origins} origins, from {first} at first to {last} at last. The table beside it holds every number. Left and right arrow keys go through the readings.",
  "chart.headline": "headline",
  "chart.legend": "Origins; press one to set it off",
  "chart.range": "Shaded: the range of what stands. Thick line: the headline. Hollow: superseded. Ringed: in a contradiction. Long silences are shortened.",
  "chart.superseded": "superseded",
  "chart.title": "The figures over time",
  "chart.undated": "{count} readings without a time are in the table only.",
  "chart.undated.one": "1 reading without a time is in the table only.",
  "chart.unknown": "unknown",
  "compare.here": "Difference {at} of {count}: {what}",
  "compare.both": "told differently by the two reports",
  "compare.keys": "n and p go to the next and the previous difference.",
  "compare.left": "only in the left report",
  "compare.none": "The two reports differ in nothing that was found.",
  "compare.right": "only in the right report",
  "compare.together": "Scroll together",
  "map.cluster": "{count} incidents near each other: show them apart",
  "map.conflicts": "{count} open contradictions",
  "map.conflicts.one": "1 open contradiction",
  "map.failed": "The map could not be drawn here ({why}). The list holds the same incidents.",
  "map.grade": "grade: {grade}",
  "map.injured": "injured: {count}",
  "map.killed": "killed: {count}",
  "map.label": "Map. Arrow keys move it, plus and minus change its scale; Tab goes through the incidents.",
  "map.near": "the place is known to within {distance}",
  "map.source": "Map: Natural Earth; names: GeoNames. Dashed: a disputed border.",
  "map.zoom_in": "Zoom in",
  "map.zoom_out": "Zoom out",
  "map.all": "Show all incidents",
  "page.copied": "The address of this view was copied.",
  "page.dark": "dark",
  "page.light": "light",
  "page.not_copied": "The address could not be copied: {address}",
  "page.system": "as the system",
  "page.theme": "Colours",
  "review.help": "Keys",
  "review.key.accept": "accept: the claim is read right",
  "review.key.close": "close this list, or leave a field",
  "review.key.correct": "correct: open the form; select words in the passage to fill its span",
  "review.key.help": "this list",
  "review.key.next": "next item",
  "review.key.note": "write a note or a reason",
  "review.key.open": "open the report at the words",
  "review.key.previous": "previous item",
  "review.key.reject": "reject: the words do not say this",
  "review.key.undo": "undo: supersede the last decision here",
  "review.keys_on": "Single keys on",
  "review.merge": "Chosen: report {report} into incident {incident}. Give a reason and confirm.",
  "review.merge.here": "Drop here: {incident}",
  "review.missing": "There is nothing to press for that key here.",
  "review.position": "Item {at} of {count}",
  "review.sending": "The last decision is being sent.",
  "review.selected": "Words chosen: {words}",
  "visit.changed": "{what}: was {before}, now {now}",
  "visit.gone": "{what}: was {before}, no longer there",
  "visit.new": "{what}: {now} (new)",
  "visit.nothing": "Nothing changed since you last marked this as seen, on {when}.",
  "visit.seen": "Mark as seen",
  "visit.since": "Changed since you last marked this as seen, on {when}",
};

export type Key = keyof typeof ENGLISH;

let other: Partial<Record<string, string>> | undefined;

/** A text with its gaps filled; `count` of 1 takes the form `key.one` where there is one. */
export function say(key: Key, gaps: Record<string, string | number> = {}): string {
  other ??= (typeof document === "undefined" ? null : (parsed("island-words") as Record<string, string> | null)) ?? {};
  const one = `${key}.one`;
  const used = gaps["count"] === 1 && one in ENGLISH ? (one as Key) : key;
  return (other[used] ?? ENGLISH[used]).replace(/\{(\w+)\}/g, (_, name: string) => String(gaps[name] ?? ""));
}
