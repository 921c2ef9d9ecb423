import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Fragment, type ReactNode } from "react";
import { ClientMessages } from "@/ui/client-messages";
import { Shell } from "@/ui/shell";
import { staffMember } from "../staff";

type Props = {
  /** The pages above this one, the nearest last. */
  above: { href: string; name: string }[];
  title: string;
  children: ReactNode;
};

/** What the pages of webhooks share: who looks, the way up, the heading. */
export async function WebhooksFrame({ above, title, children }: Props) {
  const { name } = await staffMember();
  const t = await getTranslations("webhooks");
  const ways = [{ href: "/staff", name: t("home") }, ...above];
  return (
    <Shell who={name} signOutTo="/sign-out?realm=staff">
      <ClientMessages of={["shell", "settings", "webhooks"]}>
        <p className="mb-4 text-small print:hidden">
          {ways.map((way) => (
            <Fragment key={way.href}>
              <Link
                href={way.href}
                className="inline-block min-h-6 py-0.5 text-green underline underline-offset-4 wrap-anywhere"
              >
                {way.name}
              </Link>
              <span aria-hidden="true"> / </span>
            </Fragment>
          ))}
        </p>
        <h1 className="mb-3 font-serif text-figure wrap-anywhere">{title}</h1>
        {children}
      </ClientMessages>
    </Shell>
  );
}
