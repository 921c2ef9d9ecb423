import { expect, test } from "vitest";
import { backToCustomer, customerHref, customerView } from "./address";

const id = "01900000-0000-7000-8000-000000000001";

test("the page keeps what stands beside it when something else of it changes", () => {
  const view = customerView({ kind: "money", beside: "1" });
  expect(customerHref(id, view)).toBe(`/staff/customers/${id}?kind=money&beside=1`);
  expect(customerHref(id, view, { kinds: [] })).toBe(`/staff/customers/${id}?beside=1`);
  expect(customerHref(id, view, { beside: false })).toBe(`/staff/customers/${id}?kind=money`);
});

test("a form leads back to the customer's page as it was, and nowhere else", () => {
  const page = `/staff/customers/${id}`;
  expect(backToCustomer(id, `${page}?kind=money&beside=1`)).toBe(`${page}?kind=money&beside=1`);
  expect(backToCustomer(id, `${page}?kind=odd&next=https://evil.example`)).toBe(page);
  for (const elsewhere of [
    null,
    "",
    "//evil.example",
    `${page}x?beside=1`,
    `/staff/customers/2?beside=1`,
  ]) {
    expect(backToCustomer(id, elsewhere)).toBe(page);
  }
});
