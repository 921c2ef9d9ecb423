import pg from "pg";
import { rate } from "./measure";

const clients = 16;
const accounts = 10_000;

/** What a ledger in plain SQL does for one event: two balances updated, one transfer inserted. */
export type Baseline = {
  /** Transfers between random accounts. */
  spread(seconds: number): Promise<number>;
  /** Every transfer leaves the same account. */
  hot(seconds: number): Promise<number>;
  close(): Promise<void>;
};

const schema = `
create schema baseline;
create table baseline.balances (id bigint primary key, balance bigint not null) with (fillfactor = 70);
create table baseline.transfers (
  id bigint generated always as identity primary key,
  from_id bigint not null references baseline.balances,
  to_id bigint not null references baseline.balances,
  amount bigint not null check (amount > 0),
  created_at timestamptz not null default now());
insert into baseline.balances select n, 1000000000 from generate_series(0, ${accounts}) n;
`;

/** Sixteen connections with prepared statements, each one transaction at a time. */
export async function openBaseline(url: string): Promise<Baseline> {
  const pool = await Promise.all(
    Array.from({ length: clients }, async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      return client;
    }),
  );
  await pool[0]?.query(schema);
  await pool[0]?.query("analyze baseline.balances");
  const any = () => 1 + Math.floor(Math.random() * (accounts - 1));
  const run = (seconds: number, from: () => number) =>
    rate(seconds, clients, async (index) => {
      const client = pool[index];
      if (client) await transfer(client, from(), any());
      return 1;
    });
  return {
    spread: (seconds) => run(seconds, any),
    hot: (seconds) => run(seconds, () => 0),
    close: async () => {
      await Promise.all(pool.map((client) => client.end()));
    },
  };
}

/** The lower id first, so that two transfers never wait for each other in a circle. */
async function transfer(client: pg.Client, from: number, to: number): Promise<void> {
  if (from === to) return;
  const [first, second] = from < to ? [from, to] : [to, from];
  await client.query("begin");
  for (const id of [first, second]) {
    await client.query({
      name: "move",
      text: "update baseline.balances set balance = balance + $2 where id = $1",
      values: [id, id === from ? -1 : 1],
    });
  }
  await client.query({
    name: "record",
    text: "insert into baseline.transfers (from_id, to_id, amount) values ($1, $2, 1)",
    values: [from, to],
  });
  await client.query("commit");
}
