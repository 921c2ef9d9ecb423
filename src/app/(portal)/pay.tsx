import type { ComponentProps } from "react";
import { mayAct } from "@/auth/roles";
import { env } from "@/env";
import { HowToPay } from "@/ui/pay/how-to-pay";
import { PayInvoice, TakeBackOrder } from "./acts";
import { customer } from "./customer";

/** What pays an open invoice here, or why it cannot be. Until a processor is connected only a sandbox can. */
export async function Pay(props: ComponentProps<typeof PayInvoice>) {
  if (!mayAct(await customer(), "invoices.pay")) return <HowToPay why="mayNot" />;
  if (env.mode !== "sandbox") return <HowToPay why="asItSays" />;
  return <PayInvoice {...props} />;
}

/** What an order nobody paid can come to: it is paid, or taken back by those who may order. */
export async function PayOrder(props: ComponentProps<typeof PayInvoice>) {
  return (
    <>
      <Pay {...props} />
      {mayAct(await customer(), "packs.buy") && <TakeBackOrder invoiceId={props.invoiceId} />}
    </>
  );
}
