import { CompiledQuery, type QueryExecutorProvider } from "kysely";

const names = new Map<string, string>();

/**
 * A statement of the hot path, prepared once per connection under its own name.
 *
 * Parameters are arrays for `unnest`, so one statement serves one row or a thousand.
 */
export function prepared<Row>(name: string, text: string) {
  names.set(text, name);
  return async (db: QueryExecutorProvider, parameters: unknown[]): Promise<Row[]> => {
    const result = await db.getExecutor().executeQuery<Row>(CompiledQuery.raw(text, parameters));
    return result.rows;
  };
}

export function nameOfPrepared(text: string): string | undefined {
  return names.get(text);
}
