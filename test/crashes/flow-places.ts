import type { Place } from "./faults";
import { isBegin, writtenBy } from "./statements";

type Statements = readonly string[];

/** Before the commit of the transaction that writes a table first. */
export function beforeCommitOf(table: string) {
  return (statements: Statements): Place[] => [{ at: commitOf(statements, table), side: "before" }];
}

/** After that commit, with nobody told. */
export function afterCommitOf(table: string) {
  return (statements: Statements): Place[] => [{ at: commitOf(statements, table), side: "after" }];
}

/** Before the transaction that writes a table first begins. */
export function beforeBeginOf(table: string) {
  return (statements: Statements): Place[] => {
    return [{ at: beginOf(statements, table), side: "before" }];
  };
}

/** Before each statement of that transaction that writes. */
export function withinThatOf(table: string) {
  return (statements: Statements): Place[] => {
    const [from, to] = [beginOf(statements, table), commitOf(statements, table)];
    return statements.flatMap((text, at): Place[] =>
      from < at && at < to && writtenBy(text) ? [{ at, side: "before" }] : [],
    );
  };
}

/** Before each statement that writes, before each commit of what was written, and after it. */
export function everywhere(statements: Statements): Place[] {
  let hasWritten = false;
  return statements.flatMap((text, at): Place[] => {
    if (isBegin(text)) hasWritten = false;
    else if (text !== "commit") {
      hasWritten = true;
      return [{ at, side: "before" }];
    } else if (hasWritten) {
      return [
        { at, side: "before" },
        { at, side: "after" },
      ];
    }
    return [];
  });
}

function firstOf(statements: Statements, table: string): number {
  const at = statements.findIndex((text) => writtenBy(text) === table.replaceAll("_", " "));
  if (at < 0) throw new Error(`Nothing writes ${table}: ${statements.map(writtenBy).join(", ")}`);
  return at;
}

function commitOf(statements: Statements, table: string): number {
  return statements.indexOf("commit", firstOf(statements, table));
}

function beginOf(statements: Statements, table: string): number {
  return statements.slice(0, firstOf(statements, table)).findLastIndex(isBegin);
}
