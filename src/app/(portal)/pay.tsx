import type { ComponentProps } from "react";
import { mayAct } from "@/auth/roles";
import { takesPayments } from "@/env";
import { HowToPay } from "@/ui/pay/how-to-pay";
import { OrderEnds } from "@/ui/pay/order-ends";
import { PayInvoice, TakeBackOrder } from "./acts";
import { account, customer } from "./customer";

/** What pays an open invoice here, or why it cannot be: without a processor only a sandbox can. */
export async function Pay(props: ComponentProps<typeof PayInvoice>) {
  if (!mayAct(await customer(), "invoices.pay")) return <HowToPay why="mayNot" />;
  if (!takesPayments()) return <HowToPay why="asItSays" />;
  return <PayInvoice {...props} />;
}

type OfInvoice = Omit<ComponentProps<typeof PayInvoice>, "invoiceId"> & {
  of: { id: string; canBeTakenBack: boolean; orderEndsAt: Date | null };
};

/** What can come of an open invoice: an order nobody paid can be taken back too. */
export function PayOf({ of: { id, canBeTakenBack, orderEndsAt }, ...rest }: OfInvoice) {
  const pay = { ...rest, invoiceId: id };
  return canBeTakenBack ? <PayOrder {...pay} until={orderEndsAt} /> : <Pay {...pay} />;
}

type OrderProps = ComponentProps<typeof PayInvoice> & { until: Date | null };

/** What an order nobody paid can come to: it is paid, or taken back by those who may order. */
export async function PayOrder({ until, ...pay }: OrderProps) {
  const { timezone: zone } = await account();
  return (
    <>
      <Pay {...pay} />
      {mayAct(await customer(), "packs.buy") && <TakeBackOrder invoiceId={pay.invoiceId} />}
      {until && <OrderEnds at={until} zone={zone} />}
    </>
  );
}
