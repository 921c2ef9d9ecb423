import Link from "next/link";
import type { ReactNode } from "react";
import type { Money } from "@/lib/money";
import { Amount } from "./amount";
import { linkStyle } from "./credits-page/link-style";

type OpenInvoice = { id: string; number: string | null; due: Money };

type Parts = { amount: () => ReactNode; invoice: () => ReactNode };

/** What words about an open invoice speak of: how much is due, and the way to it. */
export function invoiceParts({ id, number, due }: OpenInvoice): Parts {
  return {
    amount: () => <Amount of={due} />,
    invoice: () => (
      <Link href={`/invoices/${id}`} className={linkStyle}>
        {number}
      </Link>
    ),
  };
}
