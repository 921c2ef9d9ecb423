import deAlerts from "./de/alerts.json";
import deAuditors from "./de/auditors.json";
import deBilling from "./de/billing.json";
import deCommon from "./de/common.json";
import deConsole from "./de/console.json";
import deCredits from "./de/credits.json";
import deDisputes from "./de/disputes.json";
import deDocument from "./de/document.json";
import deExplain from "./de/explain.json";
import deInvoices from "./de/invoices.json";
import deMail from "./de/mail.json";
import deMonths from "./de/months.json";
import deOverview from "./de/overview.json";
import dePacks from "./de/packs.json";
import dePay from "./de/pay.json";
import dePlan from "./de/plan.json";
import dePreview from "./de/preview.json";
import deReconciliation from "./de/reconciliation.json";
import deRefunds from "./de/refunds.json";
import deReports from "./de/reports.json";
import deSettings from "./de/settings.json";
import deShell from "./de/shell.json";
import deSignIn from "./de/signIn.json";
import deStaff from "./de/staff.json";
import deTopUp from "./de/topUp.json";
import deUsage from "./de/usage.json";
import deWebhooks from "./de/webhooks.json";
import alerts from "./en/alerts.json";
import auditors from "./en/auditors.json";
import billing from "./en/billing.json";
import common from "./en/common.json";
import consoleWords from "./en/console.json";
import credits from "./en/credits.json";
import disputes from "./en/disputes.json";
import document from "./en/document.json";
import explain from "./en/explain.json";
import invoices from "./en/invoices.json";
import mail from "./en/mail.json";
import months from "./en/months.json";
import overview from "./en/overview.json";
import packs from "./en/packs.json";
import pay from "./en/pay.json";
import plan from "./en/plan.json";
import preview from "./en/preview.json";
import reconciliation from "./en/reconciliation.json";
import refunds from "./en/refunds.json";
import reports from "./en/reports.json";
import settings from "./en/settings.json";
import shell from "./en/shell.json";
import signIn from "./en/signIn.json";
import staff from "./en/staff.json";
import topUp from "./en/topUp.json";
import usage from "./en/usage.json";
import webhooks from "./en/webhooks.json";
import frAlerts from "./fr/alerts.json";
import frAuditors from "./fr/auditors.json";
import frBilling from "./fr/billing.json";
import frCommon from "./fr/common.json";
import frConsole from "./fr/console.json";
import frCredits from "./fr/credits.json";
import frDisputes from "./fr/disputes.json";
import frDocument from "./fr/document.json";
import frExplain from "./fr/explain.json";
import frInvoices from "./fr/invoices.json";
import frMail from "./fr/mail.json";
import frMonths from "./fr/months.json";
import frOverview from "./fr/overview.json";
import frPacks from "./fr/packs.json";
import frPay from "./fr/pay.json";
import frPlan from "./fr/plan.json";
import frPreview from "./fr/preview.json";
import frReconciliation from "./fr/reconciliation.json";
import frRefunds from "./fr/refunds.json";
import frReports from "./fr/reports.json";
import frSettings from "./fr/settings.json";
import frShell from "./fr/shell.json";
import frSignIn from "./fr/signIn.json";
import frStaff from "./fr/staff.json";
import frTopUp from "./fr/topUp.json";
import frUsage from "./fr/usage.json";
import frWebhooks from "./fr/webhooks.json";
import { type AppLocale, type Language, pseudoLocale } from "./locales";
import { pseudoMessages } from "./pseudo";

const en = {
  alerts,
  auditors,
  billing,
  common,
  console: consoleWords,
  credits,
  disputes,
  document,
  explain,
  invoices,
  mail,
  months,
  overview,
  packs,
  pay,
  plan,
  preview,
  reconciliation,
  refunds,
  reports,
  settings,
  shell,
  signIn,
  staff,
  topUp,
  usage,
  webhooks,
};

/** Every sentence on screen, by page. English is the original; the others have the same keys. */
export type Messages = typeof en;

const catalogues: Record<Language, Messages> = {
  en,
  de: {
    alerts: deAlerts,
    auditors: deAuditors,
    billing: deBilling,
    common: deCommon,
    console: deConsole,
    credits: deCredits,
    disputes: deDisputes,
    document: deDocument,
    explain: deExplain,
    invoices: deInvoices,
    mail: deMail,
    months: deMonths,
    overview: deOverview,
    packs: dePacks,
    pay: dePay,
    plan: dePlan,
    preview: dePreview,
    reconciliation: deReconciliation,
    refunds: deRefunds,
    reports: deReports,
    settings: deSettings,
    shell: deShell,
    signIn: deSignIn,
    staff: deStaff,
    topUp: deTopUp,
    usage: deUsage,
    webhooks: deWebhooks,
  },
  fr: {
    alerts: frAlerts,
    auditors: frAuditors,
    billing: frBilling,
    common: frCommon,
    console: frConsole,
    credits: frCredits,
    disputes: frDisputes,
    document: frDocument,
    explain: frExplain,
    invoices: frInvoices,
    mail: frMail,
    months: frMonths,
    overview: frOverview,
    packs: frPacks,
    pay: frPay,
    plan: frPlan,
    preview: frPreview,
    reconciliation: frReconciliation,
    refunds: frRefunds,
    reports: frReports,
    settings: frSettings,
    shell: frShell,
    signIn: frSignIn,
    staff: frStaff,
    topUp: frTopUp,
    usage: frUsage,
    webhooks: frWebhooks,
  },
};

let pseudo: Messages | undefined;

export function messagesFor(locale: AppLocale): Messages {
  if (locale !== pseudoLocale) return catalogues[locale];
  pseudo ??= pseudoMessages(en);
  return pseudo;
}
