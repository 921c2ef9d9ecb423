import { Zip, ZipPassThrough } from "fflate";

// The format has no time zone and begins in 1980: the same files make the same bytes.
const noTime = new Date(1980, 0, 1);

/** Files as a ZIP, each written while the next is made. They are small or packed already, so they are stored. */
export function zipped(
  files: AsyncGenerator<{ name: string; bytes: Uint8Array }>,
): ReadableStream<Uint8Array> {
  const written: Uint8Array[] = [];
  let failed: Error | null = null;
  const zip = new Zip((error, chunk) => {
    failed ??= error;
    written.push(chunk);
  });
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await files.next();
      if (next.done) zip.end();
      else {
        const entry = new ZipPassThrough(next.value.name);
        entry.mtime = noTime;
        zip.add(entry);
        entry.push(next.value.bytes, true);
      }
      if (failed) throw failed;
      for (const chunk of written.splice(0)) controller.enqueue(chunk);
      if (next.done) controller.close();
    },
    async cancel() {
      await files.return(undefined);
    },
  });
}
