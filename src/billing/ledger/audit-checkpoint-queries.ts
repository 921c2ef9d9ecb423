import type { Check } from "./audit-queries";
import { summedStretches } from "./checkpoint-queries";

/** Checkpoints are made from transfers and must say what those say, stretch after stretch. */
export const checkpointChecks: Check[] = [
  {
    name: "every checkpoint is the transfers it sums, and follows the one before it",
    wrong: `
      with ${summedStretches(`
        select account_id, from_version, account_version, 0::bigint as credits from ledger_checkpoints`)},
      kept as (
        select c.*, coalesce(lag(account_version) over (
          partition by account_id order by account_version), 0) as before
        from ledger_checkpoints c)
      select k.account_id, format('checkpoint at version %s: %s credits, %s by the transfers from version %s on',
        k.account_version, k.credits, s.credits, k.from_version + 1) as detail
      from kept k
      left join summed s on s.account_id = k.account_id and s.account_version = k.account_version
      where k.from_version <> k.before
        or (k.credits, k.kinds, k.grants, k.changes, k.first_at, k.last_at)
          is distinct from (s.credits, s.kinds, s.grants, s.changes, s.first_at, s.last_at)`,
  },
];
