import type { z } from "zod";
import type { Permission } from "@/auth/permissions";
import type { Tx } from "@/db/client";
import type { Cell } from "@/lib/csv";

/** Filters as they stand in an address: texts by name, parsed by the kind they are of. */
export type Filters = Record<string, string | undefined>;

/** What is asked for: by which filters, with days and times in which zone, and as of when. */
export type Asked<Of extends Filters = Filters> = { filters: Of; zone: string; at: Date };

/** Rows behind a key, and the key the next ones are behind; null: there are none. */
export type Stretch = { rows: Cell[][]; after: string | null };

/**
 * What can be exported: one of these a file in `kinds/`, named in `registry.ts`.
 *
 * Rows come in the order of a key that never changes, so that a worker that takes over goes on exactly
 * where another stopped. Dates in cells are written in the zone asked for, with their offset.
 */
export type ExportKind<Of extends Filters = Filters> = {
  permission: Permission;
  filters: z.ZodType<Of>;
  columns: readonly string[];
  /**
   * `asked`: every cell is as of the instant it was asked at. `written`: which rows there are is as of then,
   * and what changes of them, such as a status, is as it stood while they were written.
   */
  picture: "asked" | "written";
  /** What a file of it says of itself beside its filters. */
  head?(asked: Asked<Of>): readonly (readonly [name: string, value: Cell])[];
  count(tx: Tx, asked: Asked<Of>, most?: number): Promise<bigint>;
  list(tx: Tx, asked: Asked<Of>, page: { after: string | null; limit: number }): Promise<Stretch>;
};
