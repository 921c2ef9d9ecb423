import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Change } from "./state";

/** Where a simulator keeps what it knows, so that a killed one comes back with all it answered. */
export type Journal = { kept: Change[]; write(changes: Change[]): void };

/** One line a change, in a folder. A line a crash cut short belongs to an answer nobody got. */
export function openJournal(folder: string | undefined): Journal {
  if (folder === undefined) return { kept: [], write: () => {} };
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "stripe.jsonl");
  const kept = existsSync(file)
    ? latest(readFileSync(file, "utf8").split("\n").flatMap(parsed))
    : [];
  // Only the last version of everything is needed from here on.
  writeFileSync(`${file}.next`, lines(kept), { mode: 0o600 }); // it holds secrets of endpoints
  renameSync(`${file}.next`, file);
  return {
    kept,
    write: (changes) => {
      if (changes.length > 0) appendFileSync(file, lines(changes));
    },
  };
}

/** Keeps the last line of each thing, in the order the things were first made. */
function latest(changes: Change[]): Change[] {
  const last = new Map<string, Change>();
  for (const change of changes) {
    if ("gone" in change) last.delete(`object ${change.gone}`);
    else last.set(nameOf(change), change);
  }
  return [...last.values()];
}

function nameOf(change: Exclude<Change, { gone: string }>): string {
  if ("object" in change) return `object ${change.object.id}`;
  return "note" in change ? `note ${change.note.key}` : "count";
}

function parsed(line: string): Change[] {
  try {
    return line === "" ? [] : [JSON.parse(line)];
  } catch {
    return [];
  }
}

function lines(changes: Change[]): string {
  return changes.map((change) => `${JSON.stringify(change)}\n`).join("");
}
