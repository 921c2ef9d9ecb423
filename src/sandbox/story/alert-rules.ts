import { sql } from "kysely";
import { createRule } from "@/billing/alerts/change-rules";
import type { AlertChannel, AlertKind } from "@/billing/alerts/kinds";
import type { Tx } from "@/db/client";
import type { Member } from "./customer";
import { accountIdOf, personIdOf } from "./ids";

type Wish = {
  kind: AlertKind;
  threshold: bigint;
  channels: AlertChannel[];
  /** Beside whoever made the rule. */
  also?: string[];
};

/** What the personas wanted to be told of, by the account's code. */
const wishes: Record<string, Wish[]> = {
  "atelier-sommer": [
    { kind: "usage", threshold: 90n, channels: ["in_app", "email"] },
    { kind: "spike", threshold: 3n, channels: ["email"], also: ["jonas@atelier-sommer.example"] },
    { kind: "invoice", threshold: 0n, channels: ["email"], also: ["books@sommer-buch.example"] },
  ],
  "kestrel-audio": [
    { kind: "usage", threshold: 75n, channels: ["email"] },
    { kind: "usage", threshold: 90n, channels: ["in_app", "email"] },
    { kind: "run_out", threshold: 7n, channels: ["in_app"] },
  ],
  "blue-heron-maps": [{ kind: "balance", threshold: 2_000n, channels: ["in_app", "email"] }],
  "novafield-films": [
    { kind: "usage", threshold: 100n, channels: ["email"], also: ["wren@novafield.example"] },
    { kind: "spend", threshold: 5_000n, channels: ["in_app", "email", "webhook"] },
  ],
};

/** Makes a persona's rules, as somebody of the account did in the portal. */
export async function makeAlertRules(tx: Tx, { code, person }: Member): Promise<void> {
  for (const { also = [], ...wish } of wishes[code] ?? []) {
    const recipients = wish.channels.includes("email") && person ? [person.email, ...also] : [];
    const rule = { ...wish, recipients, enabled: true, createdBy: null };
    await createRule(tx, accountIdOf(code), rule);
  }
}

/** The end of it: people are there now to have made the rules, and months of mails are long read. */
export async function signAlertRules(tx: Tx, members: readonly Member[]): Promise<void> {
  for (const { code, person } of members) {
    if (!person) continue;
    await sql`update alert_rules set created_by = ${personIdOf(person.email)}
      where account_id = ${accountIdOf(code)}`.execute(tx);
  }
  await sql`update alert_firings set mailed_at = fired_at where mailed_at is null`.execute(tx);
}
