import { useTranslations } from "next-intl";

const kinds = ["user", "link", "staff", "key", "auditor", "sandbox", "system"] as const;

/** Who did something: what kind of actor, and by its name where it has one. */
export function Actor({ actor, name }: { actor: string; name: string | null }) {
  const t = useTranslations("console.actor");
  const [word = "", ...rest] = actor.split(":");
  const kind = kinds.find((one) => one === word) ?? "system";
  const who = name ?? (kind === "link" ? "" : rest.join(":"));
  return <>{who === "" ? t(kind) : t("named", { kind: t(kind), name: who })}</>;
}
