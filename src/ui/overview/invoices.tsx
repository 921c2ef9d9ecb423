import { Amount } from "../amount";
import { Section } from "../section";
import { Status } from "../status";
import { When } from "../when";
import type { OverviewInvoices } from "./data";

/** The latest documents, and the next one as it would stand now. */
export function Invoices({ invoices, zone }: { invoices: OverviewInvoices; zone: string }) {
  const { items, upcoming } = invoices;
  if (items.length === 0 && !upcoming) {
    return (
      <Section title="Invoices">
        <p className="text-muted">The first one appears here when a plan or pack is charged.</p>
      </Section>
    );
  }
  return (
    <Section title="Invoices">
      <table className="ledger">
        <caption className="sr-only">Latest invoices</caption>
        <thead>
          <tr>
            <th scope="col">Number</th>
            <th scope="col" className="max-sm:hidden">
              Date
            </th>
            <th scope="col">Status</th>
            <th scope="col" className="figure">
              Total
            </th>
            <th scope="col" className="figure max-sm:hidden">
              Due
            </th>
          </tr>
        </thead>
        <tbody>
          {upcoming && <Upcoming upcoming={upcoming} zone={zone} />}
          {items.map((invoice) => (
            <Row key={invoice.id} invoice={invoice} zone={zone} />
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Upcoming({
  upcoming: { at, total },
  zone,
}: {
  upcoming: NonNullable<OverviewInvoices["upcoming"]>;
  zone: string;
}) {
  return (
    <tr>
      <th scope="row" className="font-normal">
        Next invoice
        <span className="block text-small text-muted">
          Estimate: plan and overage so far
          <span className="sm:hidden">
            , <When at={at} zone={zone} />
          </span>
        </span>
      </th>
      <td className="max-sm:hidden">
        <When at={at} zone={zone} />
      </td>
      <td>
        <Status of="upcoming" />
      </td>
      <td className="figure">
        <Amount of={total} />
      </td>
      <td className="figure text-muted max-sm:hidden">–</td>
    </tr>
  );
}

function Row({ invoice, zone }: { invoice: OverviewInvoices["items"][number]; zone: string }) {
  return (
    <tr>
      <th scope="row" className="font-normal">
        {invoice.number ? (
          <span className="whitespace-nowrap">{invoice.number}</span>
        ) : (
          "Not numbered yet"
        )}
        {invoice.number === null ? (
          <span className="block text-small text-muted">
            May change until <When at={invoice.date} zone={zone} as="instant" />
          </span>
        ) : (
          <span className="block text-small text-muted sm:hidden">
            <When at={invoice.date} zone={zone} />
          </span>
        )}
      </th>
      <td className="max-sm:hidden">
        <When at={invoice.date} zone={zone} />
      </td>
      <td>
        <Status of={invoice.status} />
      </td>
      <td className="figure">
        <Amount of={invoice.total} />
      </td>
      <td className={`figure max-sm:hidden ${invoice.due.minor === 0n ? "text-muted" : ""}`}>
        <Amount of={invoice.due} />
      </td>
    </tr>
  );
}
