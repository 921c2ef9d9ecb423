import { sql } from "kysely";
import { z } from "zod";
import { customerStates, customersMeant } from "@/staff/customer-filter-queries";
import { type CustomerRow, customerFigures } from "@/staff/customer-queries";
import { amountCell } from "../cells";
import { word } from "../filter-queries";
import { all, keysetKind } from "../keyset-queries";

const filters = z.strictObject({
  plan: word.optional(),
  state: z.enum(customerStates).optional(),
  segment: word.optional(),
  currency: word.optional(),
  below: z
    .string()
    .regex(/^[1-9]\d{0,17}$/)
    .optional(),
});

/** SC3: the customers a list shows, in the order they came. */
export const customers = keysetKind({
  permission: "accounts:read",
  picture: "written",
  filters,
  columns: [
    ...["account_id", "external_id", "name", "email", "segment", "created", "time_zone", "plan"],
    ...["currency", "monthly_price", "credits", "overdue", "disputed", "last_used_on"],
  ],
  from: sql`accounts a`,
  key: [["a.id", "uuid"]],
  where: ({ filters: by, at }) =>
    all(
      sql`a.created_at <= ${at}`,
      customersMeant({ ...by, below: by.below ? BigInt(by.below) : null }),
    ),
  select: sql`${customerFigures}, a.email, a.segment, a.created_at as "createdAt"`,
  cells: ({ currency, ...row }: Customer) => [
    ...[row.id, row.externalId, row.name, row.email, row.segment, row.createdAt, row.timezone],
    ...[
      row.plan,
      currency,
      row.monthlyMinor === null ? null : amountCell(row.monthlyMinor, currency),
    ],
    row.credits,
    ...[amountCell(row.overdueMinor, currency), amountCell(row.disputedMinor, currency)],
    row.lastUsedOn,
  ],
});

type Customer = CustomerRow & { email: string; segment: string | null; createdAt: Date };
