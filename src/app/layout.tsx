import "@/ui/fonts.css";
import "./globals.css";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { brand } from "@/lib/brand";
import { BrandStyle } from "@/ui/brand";
import { ClientMessages } from "@/ui/client-messages";
import { fontVariables } from "@/ui/fonts";
import { HeldTimes } from "@/ui/held-times";
import { Theme } from "@/ui/theme";
import { Toasts } from "@/ui/toast";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("shell");
  return {
    title: { default: brand.name, template: `%s · ${brand.name.replaceAll("%s", "")}` },
    description: t("description"),
    robots: { index: false, follow: false },
  };
}

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f7f4ec" },
    { media: "(prefers-color-scheme: dark)", color: "#12110f" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    // The theme is set on this element before React looks at it.
    <html lang={await getLocale()} dir="ltr" className={fontVariables} suppressHydrationWarning>
      <body className="bg-paper font-sans text-body text-ink antialiased">
        <BrandStyle nonce={nonce} />
        <ClientMessages of={["shell"]}>
          <Theme nonce={nonce}>
            {children}
            <Toasts />
            <HeldTimes />
          </Theme>
        </ClientMessages>
      </body>
    </html>
  );
}
