import { extractText, getDocumentProxy } from "unpdf";

/** What a document says, on one line. */
export async function textOf(bytes: Uint8Array): Promise<string> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), {
    mergePages: true,
  });
  return text.replaceAll(/\s+/g, " ");
}
