import { describe, expect, test } from "vitest";
import type { GrantId, PlanPeriodId, SubscriptionId } from "@/lib/ids";
import { addSeconds } from "@/lib/time";
import type { CreditSnapshot, GrantState, PlanVersion } from "../state";
import { placeUsage } from "./late-usage";

const at = (text: string) => new Date(text);
const boundary = at("2026-02-01T00:00:00Z");
const january = "january" as PlanPeriodId;
const february = "february" as PlanPeriodId;
const longAgo = "long ago" as PlanPeriodId;

const version = { overage: { policy: "block" } } as PlanVersion;
const subscriptionId = "subscription" as SubscriptionId;

function atTime(t: Date): CreditSnapshot {
  const slice = { index: 0, startsAt: boundary, endsAt: at("2026-03-01T00:00:00Z") };
  const before = { index: 0, startsAt: at("2026-01-01T00:00:00Z"), endsAt: boundary };
  return {
    t,
    period: { id: february, subscriptionId, version, slice, allowanceGranted: true },
    previous: { periodId: january, subscriptionId, version, slice: before, allowanceGranted: true },
  } as CreditSnapshot;
}

const place = (t: Date, occurredAt: Date | null, grants: GrantState[] = []) =>
  placeUsage(atTime(t), grants, occurredAt, () => longAgo);

describe("which period a use belongs to", () => {
  const now = addSeconds(boundary, 600);

  test("use at the boundary belongs to the new period, a second before it to the old", () => {
    expect(place(now, boundary).slice?.periodId).toBe(february);
    expect(place(now, addSeconds(boundary, -1)).slice?.periodId).toBe(january);
  });

  test("use without a time happened now", () => {
    expect(place(now, null)).toMatchObject({
      occurredAt: now,
      slice: { periodId: february },
      grants: null,
      originalPeriodId: null,
    });
  });

  test("the grace hour ends at its hour", () => {
    const late = addSeconds(boundary, -1);
    expect(place(addSeconds(boundary, 3599), late).slice?.periodId).toBe(january);
    expect(place(addSeconds(boundary, 3600), late)).toMatchObject({
      slice: { periodId: february },
      grants: null,
      originalPeriodId: longAgo,
    });
  });

  test("use before the period that closed is current, and labelled, also in the grace hour", () => {
    expect(place(now, at("2025-12-31T23:59:59Z"))).toMatchObject({
      slice: { periodId: february },
      originalPeriodId: longAgo,
    });
  });

  test("35 days old is old enough, five minutes ahead is far enough", () => {
    const edge = addSeconds(now, -35 * 86_400);
    expect(place(now, edge).occurredAt).toEqual(edge);
    expect(() => place(now, addSeconds(edge, -1))).toThrow(/more than 35 days/);
    expect(place(now, addSeconds(now, 300)).slice?.periodId).toBe(february);
    expect(() => place(now, addSeconds(now, 301))).toThrow(/five minutes ahead/);
  });
});

describe("which grants pay for use of the closed period", () => {
  const grant = (id: string, given: Partial<GrantState>): GrantState => ({
    id: id as GrantId,
    category: "promo",
    priority: 50,
    amount: 10n,
    effectiveAt: at("2026-01-01T00:00:00Z"),
    expiresAt: null,
    paidMinor: 0n,
    paidCurrency: null,
    planPeriodId: null,
    sliceIndex: null,
    invoiceLineId: null,
    parentGrantId: null,
    issuedAt: at("2026-01-01T00:00:00Z"),
    remaining: 10n,
    held: 0n,
    ...given,
  });
  const payers = (grants: GrantState[], occurredAt = at("2026-01-20T00:00:00Z")) =>
    place(addSeconds(boundary, 60), occurredAt, grants).grants?.map(({ id }) => id);

  test("those usable then that still had something at the boundary, soonest expiry first", () => {
    const allowance = grant("allowance", { expiresAt: boundary });
    const open = grant("open", {});
    const spent = grant("spent", { remaining: 0n });
    const ended = grant("ended", { expiresAt: addSeconds(boundary, -1) });
    const later = grant("later", { effectiveAt: at("2026-01-21T00:00:00Z") });
    expect(payers([open, spent, ended, later, allowance])).toEqual(["allowance", "open"]);
  });

  test("then their rollover children, and nothing else of the new period", () => {
    const allowance = grant("allowance", { expiresAt: boundary, remaining: 3n });
    const opened = { effectiveAt: boundary, issuedAt: boundary };
    const child = grant("child", { ...opened, category: "rollover", parentGrantId: allowance.id });
    const stranger = grant("stranger", {
      ...opened,
      category: "rollover",
      parentGrantId: "another" as GrantId,
    });
    const renewed = grant("renewed", { ...opened, category: "allowance" });
    expect(payers([renewed, stranger, child, allowance])).toEqual(["allowance", "child"]);
  });

  test("a grant given after the boundary does not pay, whenever it says it took effect", () => {
    expect(payers([grant("after", { issuedAt: boundary })])).toEqual([]);
  });
});
