"use client";

import { useLocale } from "next-intl";
import { isLanguage } from "@/messages/locales";
import { answerOf, api } from "@/trpc/client";
import { AddMethod, MethodActions } from "@/ui/methods/actions";
import type { Method } from "@/ui/methods/data";
import { Returned } from "@/ui/methods/returned";

// What the page's buttons ask of the server; `ui` knows nothing of it.
const { paymentMethods } = api.portal;

const acts = {
  setDefault: (of: { methodId: string }) => answerOf(paymentMethods.setDefault.mutate(of)),
  remove: (of: { methodId: string }) => answerOf(paymentMethods.remove.mutate(of)),
};

const confirm = (of: { setupId: string }) => answerOf(paymentMethods.confirm.mutate(of));

export function ActsOfMethod(props: { method: Method; keptBy: string | null }) {
  return <MethodActions {...props} acts={acts} />;
}

export function Add() {
  const locale = useLocale();
  const language = isLanguage(locale) ? locale : "en";
  return <AddMethod act={() => answerOf(paymentMethods.add.mutate({ language }))} />;
}

export function Back({ setupId }: { setupId: string | null }) {
  return <Returned setupId={setupId} act={confirm} />;
}
