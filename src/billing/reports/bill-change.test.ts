import fc from "fast-check";
import { expect, test } from "vitest";
import { type InvoiceLineId, newId } from "@/lib/ids";
import { type PriceModel, perUnit, priceOf } from "@/lib/pricing";
import { type LineKind, lineKinds } from "../decision";
import { billChange, type ComparedInvoice, type ComparedLine, changeSteps } from "./bill-change";

const line = (kind: LineKind, amount: bigint, more: Partial<ComparedLine> = {}): ComparedLine => ({
  ...{ id: newId<InvoiceLineId>(), kind, amount, plan: null, credits: 0n, model: null },
  ...more,
});
const overage = (plan: string, credits: bigint, model: PriceModel): ComparedLine =>
  line("overage", priceOf(model, credits, "usd"), { plan, credits, model });
const invoice = (lines: ComparedLine[], creditApplied = 0n): ComparedInvoice => ({
  lines,
  creditApplied,
});
const told = (before: ComparedInvoice, now: ComparedInvoice) =>
  billChange(before, now, "usd").steps.map(({ step, minor }) => `${step} ${minor}`);

const cent = perUnit("0.01");
const cheaper = perUnit("0.008");

test("more use at another price: volume at the prices of before, price for the use of now", () => {
  // 5,000 at $0.01 = 50.00; 7,000 at $0.01 = 70.00; 7,000 at $0.008 = 56.00
  const before = invoice([line("plan", 9_900n), overage("Pro", 5_000n, cent)]);
  const now = invoice([line("plan", 49_900n), overage("Scale", 7_000n, cheaper)]);
  expect(told(before, now)).toEqual([
    ...["plan 40000", "overage_volume 2000", "overage_price -1400"],
  ]);
  expect(billChange(before, now, "usd")).toMatchObject({ before: 14_900n, now: 55_500n });
});

test("tiers count as wholes: the use of now goes through all the tiers of before", () => {
  const tiers = [
    { upTo: 1_000n, unitPrice: "0.02", flat: 0n },
    { upTo: null, unitPrice: "0.01", flat: 0n },
  ];
  const graduated: PriceModel = { kind: "graduated", tiers, included: 100n, flat: 300n };
  // Before 600 of it: 500 × 0.02 + 3.00 = 13.00. Now 2,100 would be 1,000 × 0.02 + 1,000 × 0.01 + 3.00
  // = 33.00, and at $0.01 each are 21.00.
  const before = invoice([overage("Pro", 600n, graduated)]);
  const now = invoice([overage("Pro", 2_100n, cent)]);
  expect(told(before, now)).toEqual(["overage_volume 2000", "overage_price -1200"]);
});

test("overage of one plan stands beside that of the same plan; what is alone is use", () => {
  // Before Scale 1,000 (8.00), Pro 2,000 (20.00). Now Pro 3,000 at the same cent (30.00), nothing on Scale.
  const before = invoice([overage("Scale", 1_000n, cheaper), overage("Pro", 2_000n, cent)]);
  const now = invoice([overage("Pro", 3_000n, cent)]);
  const { steps, overage: pairs } = billChange(before, now, "usd");
  expect(steps.map(({ minor }) => minor)).toEqual([200n, 0n]); // +10.00 on Pro, −8.00 on Scale
  expect(pairs.map((pair) => [pair.before?.plan, pair.now?.plan, pair.atOldPrice])).toEqual([
    ["Pro", "Pro", 3_000n],
    ["Scale", undefined, null],
  ]);
});

test("proration, packs, discount, tax and account credit are steps of their own", () => {
  const before = invoice([line("plan", 9_900n), line("tax", 1_881n)]);
  const now = invoice(
    [
      ...[line("proration_credit", -4_950n), line("proration_charge", 24_950n)],
      ...[line("pack", 1_200n), line("adjustment", -3n), line("discount", -2_000n)],
      line("tax", 3_648n),
    ],
    500n,
  );
  expect(told(before, now)).toEqual([
    ...["plan -9900", "proration 20000", "pack 1200", "adjustment -3", "discount -2000"],
    ...["tax 1767", "account_credit -500"],
  ]);
});

const anyModel: fc.Arbitrary<PriceModel> = fc.oneof(
  fc.integer({ min: 0, max: 99_999 }).map((mills) => perUnit(`0.${`${mills}`.padStart(5, "0")}`)),
  fc.record({
    kind: fc.constant("package" as const),
    size: fc.bigInt({ min: 1n, max: 5_000n }),
    price: fc.bigInt({ min: 0n, max: 10_000n }),
    included: fc.bigInt({ min: 0n, max: 500n }),
    flat: fc.bigInt({ min: 0n, max: 500n }),
  }),
);
const anyLine: fc.Arbitrary<ComparedLine> = fc
  .record({
    kind: fc.constantFrom(...lineKinds),
    amount: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
    plan: fc.constantFrom(null, "Pro", "Scale", "Team"),
    credits: fc.bigInt({ min: 0n, max: 100_000n }),
    model: anyModel,
  })
  .map(({ kind, amount, plan, credits, model }) =>
    kind === "overage"
      ? { ...overage("", credits, model), plan }
      : line(kind, amount, { plan, credits: 0n }),
  );
const anyInvoice = fc
  .record({
    lines: fc.array(anyLine, { maxLength: 12 }),
    creditApplied: fc.bigInt({ min: 0n, max: 10n ** 9n }),
  })
  .map(({ lines, creditApplied }) => invoice(lines, creditApplied));
const sum = (amounts: bigint[]) => amounts.reduce((all, one) => all + one, 0n);

test("for any two invoices the steps add up to the difference, and each line is in its own", () => {
  const property = fc.property(anyInvoice, anyInvoice, (before, now) => {
    const change = billChange(before, now, "usd");
    const owed = ({ lines, creditApplied }: ComparedInvoice) =>
      sum(lines.map(({ amount }) => amount)) - creditApplied;
    expect([change.before, change.now]).toEqual([owed(before), owed(now)]);
    expect(sum(change.steps.map(({ minor }) => minor))).toBe(owed(now) - owed(before));
    const order = change.steps.map(({ step }) => changeSteps.indexOf(step));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    const named = change.steps.filter(({ step }) => step !== "overage_price");
    expect(named.flatMap((one) => one.now).sort()).toEqual(now.lines.map(({ id }) => id).sort());
    expect(named.flatMap((one) => one.before).sort()).toEqual(
      before.lines.map(({ id }) => id).sort(),
    );
  });
  fc.assert(property, { numRuns: 500 });
});

test("with prices as they were only use counts, and with the same use only prices do", () => {
  const use = fc.bigInt({ min: 1n, max: 100_000n });
  const property = fc.property(use, use, anyModel, anyModel, (was, is, old, fresh) => {
    const step = (before: ComparedLine, now: ComparedLine) =>
      billChange(invoice([before]), invoice([now]), "usd").steps.map(({ minor }) => minor);
    expect(step(overage("Pro", was, old), overage("Pro", is, old))[1]).toBe(0n);
    expect(step(overage("Pro", was, old), overage("Pro", was, fresh))[0]).toBe(0n);
  });
  fc.assert(property, { numRuns: 500 });
});

test("an invoice beside itself changes nothing", () => {
  const property = fc.property(anyInvoice, (one) => {
    expect(billChange(one, one, "usd").steps.every(({ minor }) => minor === 0n)).toBe(true);
  });
  fc.assert(property, { numRuns: 500 });
});
