import { useTranslations } from "next-intl";
import type { Messages } from "@/messages/messages";
import { useAccountWords } from "../credits-page/words";
import type { FigureName } from "./address";

type FigureWords = Messages["explain"]["figure"];
type PartWords = Messages["explain"]["part"];

/** What a figure is called. */
export function useFigureWords(): (of: FigureName) => string {
  const t = useTranslations("explain.figure");
  return ({ figure }) => t(t.has(figure as never) ? (figure as keyof FigureWords) : "money");
}

/** What a part of a figure is called. */
export function usePartWords(): (what: string) => string {
  const t = useTranslations("explain.part");
  return (what) => t(t.has(what as never) ? (what as keyof PartWords) : "other");
}

type LedgerWords = Messages["explain"]["ledger"];

/** A ledger account as staff call it: those a customer never hears of have names here. */
export function useLedgerWords(): (kind: string) => string {
  const t = useTranslations("explain.ledger");
  const words = useAccountWords();
  return (kind) => {
    const key = kind.replace(".", "_");
    return t.has(key as never) ? t(key as keyof LedgerWords) : words(kind);
  };
}
