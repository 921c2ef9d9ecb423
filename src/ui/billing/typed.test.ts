import { expect, test } from "vitest";
import { problemsOf, type Typed, typedOf, wishOf } from "./typed";

const nothing = typedOf({
  ...{ legalName: null, addressLines: [], postalCode: null, city: null, region: null },
  ...{ country: null, taxId: null, purchaseOrder: null, language: null, invoiceEmails: [] },
});

const typed = (some: Partial<Typed>): Typed => ({ ...nothing, ...some });

test("what is left empty is left out, and lists are one entry a line", () => {
  expect(wishOf(nothing)).toEqual({ language: "en" });
  const some = typed({
    ...{ legalName: " Acme GmbH ", addressLines: "Hauptstr. 1\n\n 2. Stock ", country: "DE" },
    ...{ invoiceEmails: "a@acme.example\nb@acme.example, c@acme.example", language: "fr" },
  });
  expect(wishOf(some)).toEqual({
    ...{ legalName: "Acme GmbH", addressLines: ["Hauptstr. 1", "2. Stock"], country: "DE" },
    invoiceEmails: ["a@acme.example", "b@acme.example", "c@acme.example"],
    language: "fr",
  });
});

test.each<[Partial<Typed>, string[]]>([
  [{}, []],
  [{ taxId: "DE12", country: "FR" }, []],
  [{ taxId: "DE12", country: "DE", addressLines: "1\n2\n3\n4\n5" }, ["addressLines", "taxId"]],
  [{ invoiceEmails: "a@acme.example, nobody" }, ["invoiceEmails"]],
  [{ invoiceEmails: Array(11).fill("a@acme.example").join("\n") }, ["tooManyEmails"]],
])("%j has these problems: %j", (some, problems) => {
  expect(problemsOf(typed(some)).map(({ what }) => what)).toEqual(problems);
});

test("the problem of a list names the entry", () => {
  const [problem] = problemsOf(typed({ invoiceEmails: "a@acme.example\nb@acme" }));
  expect(problem).toEqual({ field: "invoiceEmails", what: "invoiceEmails", bad: "b@acme" });
});
