import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import { type AccountId, type AlertFiringId, type AlertRuleId, newId } from "@/lib/ids";
import { lockAccounts } from "../snapshot";
import { dismissFiring } from "./firing-queries";
import { type AlertChannel, type AlertKind, mostRules, thresholdBounds } from "./kinds";
import { countRules, deleteRule, findRule, insertRule, updateRule } from "./queries";

export type RuleWish = {
  threshold: bigint;
  channels: readonly AlertChannel[];
  recipients: readonly string[];
  enabled: boolean;
};

/**
 * Makes a rule. One of each kind and threshold: a second would tell the same people the same thing twice.
 *
 * The account is locked first, since the row the lock is on carries what commits are to watch.
 */
export async function createRule(
  tx: Tx,
  accountId: AccountId,
  { kind, createdBy, ...wish }: RuleWish & { kind: AlertKind; createdBy: string | null },
): Promise<{ id: AlertRuleId }> {
  await lockAccounts(tx, [accountId]);
  if ((await countRules(tx, accountId)) >= mostRules) {
    throw new BillingError(
      "too_many_alert_rules",
      `An account has at most ${mostRules} alert rules. Delete one to add another.`,
      { most: mostRules },
    );
  }
  const rule = { id: newId<AlertRuleId>(), kind, ...checked(kind, wish) };
  if (!(await insertRule(tx, { ...rule, accountId, createdBy }))) throw exists();
  return { id: rule.id };
}

/** Changes a rule. Its kind stays: another kind is another rule. */
export async function changeRule(
  tx: Tx,
  accountId: AccountId,
  { id, ...wish }: RuleWish & { id: AlertRuleId },
): Promise<void> {
  await lockAccounts(tx, [accountId]);
  const rule = await findRule(tx, { accountId, id });
  if (!rule) throw unknown();
  const { kind } = rule;
  if (!(await updateRule(tx, { accountId, id, kind, ...checked(kind, wish) }))) throw exists();
}

/** Ends a rule; what it told stays in the history. */
export async function removeRule(tx: Tx, accountId: AccountId, id: AlertRuleId): Promise<void> {
  await lockAccounts(tx, [accountId]);
  if (!(await deleteRule(tx, { accountId, id }))) throw unknown();
}

/** Takes a fired alert off the overview, for everybody of the account. */
export async function dismissAlert(tx: Tx, accountId: AccountId, id: AlertFiringId): Promise<void> {
  if (await dismissFiring(tx, { accountId, id })) return;
  throw new BillingError("not_found", "There is no such alert.", { field: "firingId" });
}

function checked(kind: AlertKind, { threshold, channels, recipients, enabled }: RuleWish) {
  const { least, most } = thresholdBounds[kind];
  if (threshold < least || threshold > most) {
    throw refused("threshold", `The threshold must be a whole number from ${least} to ${most}.`);
  }
  if (channels.length === 0) throw refused("channels", "Choose at least one way to be told.");
  const byMail = channels.includes("email");
  if (byMail && recipients.length === 0) {
    throw refused("recipients", "Name at least one address the e-mail goes to.");
  }
  return {
    threshold,
    channels: [...new Set(channels)],
    recipients: byMail ? [...new Set(recipients)] : [],
    enabled,
  };
}

function refused(field: string, message: string): BillingError {
  return new BillingError("invalid_input", message, { field });
}

function exists(): BillingError {
  return new BillingError("alert_rule_exists", "There is already a rule that says the same.", {
    field: "threshold",
  });
}

function unknown(): BillingError {
  return new BillingError("not_found", "There is no such alert rule.", { field: "ruleId" });
}
