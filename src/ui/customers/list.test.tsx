import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { messagesFor } from "@/messages/messages";
import { customersView } from "./address";
import { CustomerList } from "./list";

function shown(query: Record<string, string>): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={messagesFor("en")} timeZone="UTC">
      <CustomerList page={{ customers: [], next: null }} view={customersView(query)} />
    </NextIntlClientProvider>,
  );
}

test("a list that is narrowed does not say it is of all customers", () => {
  expect(shown({})).toContain("All customers");
  expect(shown({ state: "at_risk" })).not.toContain("All customers");
  expect(shown({ currency: "eur" })).toContain("Customers like that");
});
