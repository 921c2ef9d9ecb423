import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { z } from "zod";
import type { InvoiceId } from "@/lib/ids";
import { ClientMessages } from "@/ui/client-messages";
import type { Invoice } from "@/ui/invoices/data";
import { parseAmount } from "@/ui/packs/custom-amount";
import type { Packs } from "@/ui/packs/data";
import { PackOffers } from "@/ui/packs/offers";
import { Order } from "@/ui/packs/order";
import { OrderSheet } from "@/ui/packs/order-sheet";
import { PacksToPay } from "@/ui/packs/to-pay";
import { Arriving } from "@/ui/pay/pay-now";
import { SectionWaiting } from "@/ui/section";
import { customer, portal, account as readAccount } from "../customer";
import { PayOf, PayOrder } from "../pay";
import { section } from "../section";
import { BuySheet } from "./acts";
import { AutoTopUp } from "./top-up";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("packs"))("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const one = z.string().max(60).optional().catch(undefined);
/** What is looked at, named so that the page can be reloaded and passed on. */
const questions = z.object({ buy: one, credits: one, order: z.uuid().optional().catch(undefined) });
type Question = z.infer<typeof questions>;

export default async function PacksPage({ searchParams }: Props) {
  const t = await getTranslations("packs");
  const top = await getTranslations("topUp");
  await customer();
  const question = questions.parse(await searchParams);
  return (
    <ClientMessages of={["packs", "pay", "preview", "shell"]}>
      <h1 className="mb-8 font-serif text-figure">{t("title")}</h1>
      <div className="space-y-12">
        <Suspense fallback={<SectionWaiting title={t("offers.title")} lines={12} />}>
          <OffersSection question={question} />
        </Suspense>
        <Suspense fallback={<SectionWaiting title={top("title")} lines={4} />}>
          <AutoTopUp />
        </Suspense>
      </div>
      {question.order && (
        <Suspense fallback={null}>
          <OrderPart id={question.order} />
        </Suspense>
      )}
    </ClientMessages>
  );
}

async function OffersSection({ question }: { question: Question }) {
  const t = await getTranslations("packs.offers");
  const locale = await getLocale();
  const { packs } = await portal();
  const { timezone: zone } = await readAccount();
  return section(
    t("title"),
    () => packs.list(),
    (list) => (
      <div className="space-y-12">
        <PacksToPay
          of={list.toPay}
          zone={zone}
          pay={(id, until) => <PayOrder invoiceId={id} until={until} brings="credits" />}
        />
        <PackOffers packs={list} typed={question.credits ?? ""} />
        <Sheet {...{ list, question, zone, locale }} />
      </div>
    ),
    "/packs",
  );
}

type SheetProps = { list: Packs; question: Question; zone: string; locale: string };

/** Open where something to buy is named; a number out of bounds is told in its field instead. */
function Sheet({ list, question, zone, locale }: SheetProps) {
  const { asOf, items, custom, may, toPay, taxMissing } = list;
  if (!may.buy) return null;
  const amount = custom && question.credits ? parseAmount(question.credits, custom) : null;
  const typed = amount && "credits" in amount ? amount.credits : null;
  const { buy } = question;
  if (buy === undefined && typed === null) return null;
  const credits =
    buy === undefined ? typed : (items.find((of) => of.pack === buy)?.credits ?? null);
  const twice = toPay.find((of) => of.credits === credits)?.invoice.number ?? null;
  return (
    <BuySheet
      key={buy ?? `${typed}`}
      wanted={buy === undefined ? { credits: typed ?? 0n } : { pack: buy }}
      {...{ credits, twice, zone, locale, asOf, taxMissing }}
    />
  );
}

async function OrderPart({ id }: { id: string }) {
  const t = await getTranslations("packs.order");
  const { invoices } = await portal();
  const { timezone: zone } = await readAccount();
  return section(
    t("title"),
    () => invoices.get({ invoiceId: id.toLowerCase() as InvoiceId }),
    (invoice) => <OrderOf invoice={invoice} zone={zone} />,
    `/packs?order=${id}`,
  );
}

function OrderOf({ invoice, zone }: { invoice: Invoice; zone: string }) {
  const line = invoice.groups.flatMap(({ lines }) => lines).find(({ kind }) => kind === "pack");
  // The address of another document bought nothing.
  if (!line) return null;
  return (
    <OrderSheet>
      <Order
        {...{ invoice, line, zone }}
        pay={<PayOf of={invoice} brings="credits" main />}
        arriving={<Arriving brings="credits" />}
      />
    </OrderSheet>
  );
}
