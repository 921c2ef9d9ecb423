import { Amount } from "../amount";
import { Section } from "../section";
import { Status } from "../status";
import { When } from "../when";
import { Charges } from "./charges";
import type { Charge, OverviewInvoices } from "./data";

type UpcomingInvoice = NonNullable<OverviewInvoices["upcoming"]>;
type Invoice = OverviewInvoices["items"][number];

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
            <th scope="col" className="w-2/5 max-sm:hidden">
              For
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

function Upcoming({ upcoming, zone }: { upcoming: UpcomingInvoice; zone: string }) {
  return (
    <>
      <tr className={unfolded}>
        <th scope="row" className="font-normal">
          Next invoice
          <span className="block text-small text-muted">Estimate, as of now</span>
        </th>
        <td className="max-sm:hidden">
          <When at={upcoming.at} zone={zone} />
        </td>
        <td className="max-sm:hidden">
          <Charges of={upcoming.charges} />
        </td>
        <td>
          <Status of="upcoming" />
        </td>
        <td className="figure">
          <Amount of={upcoming.total} />
        </td>
        <td className="figure text-muted max-sm:hidden">–</td>
      </tr>
      <Folded date={upcoming.at} charges={upcoming.charges} zone={zone} />
    </>
  );
}

function Row({ invoice, zone }: { invoice: Invoice; zone: string }) {
  return (
    <>
      <tr className={unfolded}>
        <th scope="row" className="font-normal">
          {invoice.number ? (
            <span className="whitespace-nowrap">{invoice.number}</span>
          ) : (
            <>
              Not numbered yet
              <span className="block text-small text-muted">
                May change until <When at={invoice.date} zone={zone} as="time" />
              </span>
            </>
          )}
        </th>
        <td className="max-sm:hidden">
          <When at={invoice.date} zone={zone} />
        </td>
        <td className="max-sm:hidden">
          <Charges of={invoice.charges} />
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
      <Folded date={invoice.date} charges={invoice.charges} zone={zone} />
    </>
  );
}

const unfolded =
  "max-sm:[&>*]:border-b-0! max-sm:[&>*]:pb-0! sm:[&:nth-last-child(2)>*]:border-b-0!";

/** What a phone has no columns for, as a second line of the row. */
function Folded({ date, charges, zone }: { date: Date; charges: Charge[]; zone: string }) {
  return (
    <tr className="sm:hidden">
      <td colSpan={3} className="pt-0! text-small! text-muted!">
        <When at={date} zone={zone} />
        <Charges of={charges} />
      </td>
    </tr>
  );
}
