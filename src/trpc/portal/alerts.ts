import { z } from "zod";
import { normalEmail } from "@/auth/email-address";
import { mayAct } from "@/auth/roles";
import { changeRule, createRule, dismissAlert, removeRule } from "@/billing/alerts/change-rules";
import { alertChannels, alertKinds, mostRecipients } from "@/billing/alerts/kinds";
import { readAlertHistory, readAlertRules } from "@/billing/reports/read-alert-rules";
import { readBackTest } from "@/billing/reports/read-back-test";
import type { AlertFiringId, AlertRuleId } from "@/lib/ids";
import { router } from "../init";
import { count, email, fields, flag, id, nothing, says } from "../inputs";
import { portalRead } from "./read";
import { portalWrite } from "./write";

const kind = z.enum(alertKinds, { error: says("must be one of the kinds of alerts") });
/** Its bounds are the kind's, which the operation knows. */
const threshold = z.custom<bigint>(
  (value) => typeof value === "bigint" && value >= 0n && value < 2n ** 63n,
  { error: says("must be a whole number from 0 on, as bigint") },
);
const channel = z.enum(alertChannels, { error: says("must be in_app, email or webhook") });
const wish = {
  threshold,
  channels: z.array(channel, { error: says("must be a list of channels") }).max(3, {
    error: says("has at most three channels"),
  }),
  recipients: z
    .array(
      email.transform((typed) => normalEmail(typed) ?? typed),
      { error: says("must be a list of e-mail addresses") },
    )
    .max(mostRecipients, { error: says(`has at most ${mostRecipients} addresses`) }),
  enabled: flag,
};
const ruleId = id.transform((value) => value as AlertRuleId);
const firingId = id.transform((value) => value as AlertFiringId);

/** What an account's people are told of, and were. An alert stops nothing: that is the plan's to say. */
export const alertsRouter = router({
  list: portalRead.input(nothing).query(async ({ ctx }) => ({
    ...(await ctx.read(readAlertRules)),
    may: { manage: mayAct(ctx.actor, "alerts.manage") },
  })),

  history: portalRead
    .input(fields({ before: id.nullable().optional(), limit: count({ least: 1, most: 100 }) }))
    .query(({ ctx, input: { before = null, limit } }) =>
      ctx.read((tx, account) => readAlertHistory(tx, account, { before, limit })),
    ),

  /** When a rule would have fired in the last 90 days. */
  backTest: portalRead
    .input(fields({ kind, threshold }))
    .query(({ ctx, input }) => ctx.read((tx, account) => readBackTest(tx, account, input))),

  /** Its own key: a rule stands once per kind and threshold. */
  create: portalWrite("alerts.manage")
    .input(fields({ kind, ...wish }))
    .mutation(({ ctx, input }) =>
      ctx.write((tx) => createRule(tx, ctx.accountId, { ...input, createdBy: ctx.actor.userId })),
    ),

  change: portalWrite("alerts.manage")
    .input(fields({ ruleId, ...wish }))
    .mutation(({ ctx, input: { ruleId: rule, ...to } }) =>
      ctx.write((tx) => changeRule(tx, ctx.accountId, { id: rule, ...to })),
    ),

  remove: portalWrite("alerts.manage")
    .input(fields({ ruleId }))
    .mutation(({ ctx, input }) => ctx.write((tx) => removeRule(tx, ctx.accountId, input.ruleId))),

  dismiss: portalWrite("alerts.manage")
    .input(fields({ firingId }))
    .mutation(({ ctx, input }) =>
      ctx.write((tx) => dismissAlert(tx, ctx.accountId, input.firingId)),
    ),
});
