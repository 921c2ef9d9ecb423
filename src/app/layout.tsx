import "@fontsource-variable/source-sans-3/wght.css";
import "@fontsource-variable/source-serif-4/opsz.css";
import "./globals.css";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { Theme } from "@/ui/theme";

export const metadata: Metadata = {
  title: { default: "Tallybook", template: "%s · Tallybook" },
  description: "Balance, plan, usage and invoices of your account.",
  robots: { index: false, follow: false },
};

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
    <html lang="en" suppressHydrationWarning>
      <body className="bg-paper font-sans text-body text-ink antialiased">
        <Theme nonce={nonce}>{children}</Theme>
      </body>
    </html>
  );
}
