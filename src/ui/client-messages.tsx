import { NextIntlClientProvider, useMessages } from "next-intl";
import type { ReactNode } from "react";
import type { Messages } from "@/messages/messages";

type Props = { of: readonly Exclude<keyof Messages, "common">[]; children: ReactNode };

/**
 * Gives the browser the messages its components need, and no others: they travel with every page. What
 * instants and credits say is needed wherever one is shown, however deep, and always there.
 */
export function ClientMessages({ of, children }: Props) {
  const messages = useMessages();
  const some = Object.fromEntries(["common" as const, ...of].map((name) => [name, messages[name]]));
  return <NextIntlClientProvider messages={some}>{children}</NextIntlClientProvider>;
}
