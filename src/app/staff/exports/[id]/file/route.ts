import { exportFile } from "../../../../api/export/kept";

export const dynamic = "force-dynamic";

/** The file of an export, whole or from where a download broke off. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  return await exportFile(request, (await params).id);
}
