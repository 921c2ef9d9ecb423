import type { ReactElement } from "react";
import { reportError } from "@/lib/report-error";
import { SectionFailed } from "@/ui/section";

/**
 * Reads and shows one section; when its figures cannot be read, says so in its place. `href` is where
 * trying again leads: this page as it is.
 */
export async function section<T>(
  title: string,
  read: () => Promise<T>,
  show: (figures: T) => ReactElement,
  href: string,
): Promise<ReactElement> {
  let figures: T;
  try {
    figures = await read();
  } catch (error) {
    return <SectionFailed title={title} errorId={reportError(error)} href={href} />;
  }
  return show(figures);
}
