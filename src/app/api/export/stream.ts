import { type Table, toCsv, toJsonFile } from "@/lib/csv";

export type FileFormat = "csv" | "json";

const types: Record<FileFormat | "pdf" | "zip", string> = {
  csv: "text/csv; charset=utf-8; header=present",
  json: "application/json; charset=utf-8",
  pdf: "application/pdf",
  zip: "application/zip",
};

/**
 * A table as a file to keep, written while it is read. Its first part is asked for before anything is
 * answered, so that what cannot be read at all is an error and not an empty file; what fails later breaks
 * the connection off, which a browser shows as a failed download.
 */
export async function download(
  table: Table,
  { name, format }: { name: string; format: FileFormat },
): Promise<Response> {
  const text = format === "csv" ? toCsv(table) : toJsonFile(table);
  const first = await ahead(text, 3);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = first.shift() ?? (await text.next());
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() {
      await text.return(undefined);
    },
  });
  return new Response(body, { headers: fileHeaders(format, name) });
}

/** What every file to keep is sent with. */
export function fileHeaders(format: keyof typeof types, name: string): Record<string, string> {
  return {
    "content-type": types[format],
    "content-disposition": `attachment; filename="${fileName(name)}.${format}"`,
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
  };
}

/** The head, the names and the first batch of rows; for an empty file, its end. */
async function ahead(text: AsyncGenerator<string>, parts: number) {
  const read: IteratorResult<string>[] = [];
  for (let index = 0; index < parts; index += 1) {
    const next = await text.next();
    read.push(next);
    if (next.done) break;
  }
  return read;
}

/** Only what every file system and header takes. */
function fileName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9._-]+/g, "-").slice(0, 100);
}
