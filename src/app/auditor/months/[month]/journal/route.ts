import { auditorJournal } from "../../../../api/export/auditor-journal";

export const dynamic = "force-dynamic";

/** The double-entry journal of a month an auditor is shown. */
export async function GET(_: Request, { params }: { params: Promise<{ month: string }> }) {
  return await auditorJournal((await params).month);
}
