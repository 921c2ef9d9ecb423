import pg from "pg";

/** One transaction as Postgres saw it: who asked, for which account, and how many statements it took. */
export type SeenTransaction = { role: string; account: string; statements: number };

let seen: SeenTransaction[] | undefined;
const open = new WeakMap<pg.Client, number>();

/**
 * What the database was asked while something ran. Just before each transaction ends the database itself
 * says who asked; a statement outside of any transaction is seen as one of its own.
 */
export async function watch(work: () => Promise<unknown>): Promise<SeenTransaction[]> {
  seen = [];
  try {
    await work();
    return seen;
  } finally {
    seen = undefined;
  }
}

type Ask = (...args: unknown[]) => Promise<pg.QueryResult>;

// Connections bind it when they open: it has to be ours before the first does.
const query = pg.Client.prototype.query as unknown as Ask;
pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
  const ask: Ask = (...asked) => query.apply(this, asked);
  return seen ? note(this, ask, args, seen) : ask(...args);
} as unknown as typeof pg.Client.prototype.query;

async function note(client: pg.Client, ask: Ask, args: unknown[], into: SeenTransaction[]) {
  const text = textOf(args[0]);
  if (/^(begin|start transaction)/i.test(text)) {
    open.set(client, 0);
    return await ask(...args);
  }
  const statements = open.get(client);
  if (/^(commit|rollback)$/i.test(text)) {
    into.push({ ...(await whoAsks(ask, text)), statements: statements ?? 0 });
    open.delete(client);
    return await ask(...args);
  }
  if (statements === undefined) into.push({ role: "outside", account: "", statements: 1 });
  else open.set(client, statements + 1);
  return await ask(...args);
}

/** After a failed statement the transaction answers nothing any more; it says so instead. */
async function whoAsks(ask: Ask, end: string) {
  const question = `select current_user as role, coalesce(current_setting('app.account', true), '') as account`;
  try {
    const { rows } = await ask(question);
    return rows[0] as { role: string; account: string };
  } catch (error) {
    if (!/^rollback$/i.test(end)) throw error;
    return { role: "failed", account: "" };
  }
}

function textOf(statement: unknown): string {
  return typeof statement === "string" ? statement : ((statement as { text?: string }).text ?? "");
}
