import { NextIntlClientProvider, useMessages } from "next-intl";
import type { ReactNode } from "react";
import type { Messages } from "@/messages/messages";

type Props = { of: readonly (keyof Messages)[]; children: ReactNode };

/** Gives the browser the messages its components need, and no others: they travel with every page. */
export function ClientMessages({ of, children }: Props) {
  const messages = useMessages();
  const some = Object.fromEntries(of.map((name) => [name, messages[name]]));
  return <NextIntlClientProvider messages={some}>{children}</NextIntlClientProvider>;
}
