import { expect, test } from "vitest";
import { disputeReasons, evidenceFor, fileFields, packField, textFields, typeOf } from "./evidence";

test("every reason has its fields, each once, and a place for the pack and for what is left to say", () => {
  for (const reason of disputeReasons) {
    const { texts, files } = evidenceFor(reason);
    expect([reason, new Set(texts).size, new Set(files).size]).toEqual([
      ...[reason, texts.length, files.length],
    ]);
    expect(texts).toContain("uncategorized_text");
    expect(files).toContain(packField);
  }
  const used = disputeReasons.map((reason) => evidenceFor(reason));
  expect(new Set(used.flatMap(({ texts }) => texts))).toEqual(new Set(textFields));
  expect(new Set(used.flatMap(({ files }) => files))).toEqual(new Set(fileFields));
});

test("a reason that is new at the processor is answered as one in general", () => {
  expect(evidenceFor("noncompliant")).toEqual(evidenceFor("general"));
});

test("a file is what its first bytes say, whatever it is called", () => {
  expect(typeOf(Buffer.from("%PDF-1.7"))).toBe("application/pdf");
  expect(typeOf(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d]))).toBe("image/png");
  expect(typeOf(Buffer.from([0xff, 0xd8, 0xff, 0xe0]))).toBe("image/jpeg");
  expect(typeOf(Buffer.from("<svg onload=alert(1)>"))).toBeUndefined();
  expect(typeOf(Buffer.alloc(0))).toBeUndefined();
});
