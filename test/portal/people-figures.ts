import { expect } from "vitest";
import type { portalOf } from "../portal";
import type { Raw } from "./raw";

type Portal = ReturnType<typeof portalOf>;

/** What names and lists, and counts nothing. */
export const peopleFigures = {
  "find.invoices": async (portal: Portal, raw: Raw) => {
    const numbered = raw.invoices.filter(({ number }) => number !== null);
    const found = await portal.find.invoices({});
    expect(found.map(({ number }) => number)).toEqual(
      numbered.slice(0, 5).map(({ number }) => number),
    );
    const [newest] = numbered;
    if (newest?.number) {
      const one = await portal.find.invoices({ text: newest.number.toLowerCase() });
      expect(one).toMatchObject([{ id: newest.id }]);
    }
  },

  "billingDetails.get": async (portal: Portal, raw: Raw) => {
    const told = await portal.billingDetails.get();
    const { currency, name, zone: timezone } = raw;
    expect(told.account).toMatchObject({ currency, name, timezone });
    const kept = raw.moves.reduce(
      (sum, { fromKind, toKind, amount }) =>
        sum +
        (fromKind === "account_credit" ? amount : 0n) -
        (toKind === "account_credit" ? amount : 0n),
      0n,
    );
    expect(told.accountCredit).toEqual({ minor: kept, currency });
    // Nobody told anything of an account of the property.
    expect(told.details).toMatchObject({ legalName: null, invoiceEmails: [] });
    expect(told.tax).toEqual({ treatment: "by_country", rule: null, missing: null });
  },
  "billingDetails.taxAt": async (portal: Portal) => {
    expect(await portal.billingDetails.taxAt({ country: "DE" })).toMatchObject({ rule: null });
  },

  // Nor any card: what is on file is told in test/stripe/methods.test.ts.
  "paymentMethods.list": async (portal: Portal) => {
    expect(await portal.paymentMethods.list()).toMatchObject({ methods: [], confirmedAt: null });
  },
  // An account of the property has nobody: who they are is told in test/portal/members.test.ts.
  "members.list": async (portal: Portal) => {
    expect(await portal.members.list()).toMatchObject({ members: [], invitations: [] });
  },
  // Nor any rule of alerts: what they tell is worked out in test/portal/alerts.test.ts.
  "alerts.list": async (portal: Portal) => {
    expect(await portal.alerts.list()).toMatchObject({ rules: [] });
  },
  "alerts.history": async (portal: Portal) => {
    expect(await portal.alerts.history({ limit: 50 })).toMatchObject({ firings: [] });
  },
  "alerts.backTest": async (portal: Portal) => {
    const told = await portal.alerts.backTest({ kind: "spend", threshold: 10n ** 11n });
    expect(told).toMatchObject({ currency: "usd", fired: [] });
  },
  // Nobody of ours does anything there by hand: what is told is in test/portal/support-acts.test.ts.
  "settings.supportActs": async (portal: Portal) => {
    expect(await portal.settings.supportActs()).toEqual([]);
  },
  "sessions.list": async (portal: Portal) => {
    expect(await portal.sessions.list()).toMatchObject({ signIns: [] });
  },
};
