import Link from "next/link";
import { Fragment, type ReactNode } from "react";
import { mayStaff, type Permission } from "@/auth/permissions";
import { ClientMessages } from "@/ui/client-messages";
import { CommandCenter } from "@/ui/command/center";
import { type PinnedNote, PinnedNotes } from "@/ui/pinned";
import { Shell } from "@/ui/shell";
import { StaffNav } from "@/ui/staff/nav";
import { type StaffPlace, staffPages } from "@/ui/staff/pages";
import { staffMember } from "./staff";

type Props = {
  here: StaffPlace;
  /** The pages above this one, the nearest last. */
  above?: { href: string; name: string }[];
  title: string;
  /** What staff want known of the customer the page is about: every dialog on it says so. */
  pinned?: readonly PinnedNote[];
  /** Two pages stand side by side on it. */
  wide?: boolean;
  children: ReactNode;
};

/** Pages that are nothing to whoever may not do what they are for; each says so itself, too. */
const needed: Partial<Record<StaffPlace, Permission>> = {
  approvals: "adjustments:approve",
  apiKeys: "apiKeys:manage",
  audit: "audit:read",
  months: "months:read",
  people: "staff:manage",
  reconciliation: "reconciliation:read",
  reports: "reports:read",
};

/** What our own pages share: who looks, the ways to the others, the way up, the heading. */
export async function StaffFrame({ here, above = [], title, pinned = [], wide, children }: Props) {
  const { name, role } = await staffMember();
  const pages = staffPages.filter((page) => {
    const permission = needed[page.name];
    return !permission || mayStaff(role, permission);
  });
  return (
    <Shell
      who={name}
      signOutTo="/sign-out?realm=staff"
      command={
        <ClientMessages of={["shell", "staff"]}>
          <CommandCenter of={{ realm: "staff", pages }} />
        </ClientMessages>
      }
      nav={<StaffNav here={here} pages={pages} />}
      wide={wide ?? false}
    >
      <ClientMessages of={["shell", "settings", "staff", "console", "webhooks", "refunds"]}>
        {above.length > 0 && (
          <p className="mb-4 text-small print:hidden">
            {above.map((way) => (
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
        )}
        <h1 className="mb-3 font-serif text-figure wrap-anywhere">{title}</h1>
        <PinnedNotes notes={pinned}>{children}</PinnedNotes>
      </ClientMessages>
    </Shell>
  );
}
