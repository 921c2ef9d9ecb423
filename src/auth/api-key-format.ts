import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

/**
 * `tb_<live|test>_<id>_<secret><checksum>`: a prefix to find the row and to show, 256 random bits, and
 * six characters that let a secret scanner, and us, tell a key from chance without asking anybody.
 */
export type ApiKeyParts = { prefix: string; secret: string };

const shape = /^(tb_(?:live|test)_[0-9A-Za-z]{12})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;

export function newApiKey(mode: "live" | "test"): ApiKeyParts & { key: string } {
  const prefix = `tb_${mode}_${base62(randomBytes(9), 12).slice(-12)}`;
  const secret = base62(randomBytes(32), 43);
  return { prefix, secret, key: `${prefix}_${secret}${checksum(prefix, secret)}` };
}

export function parseApiKey(key: string): ApiKeyParts | undefined {
  const [, prefix, secret, sum] = shape.exec(key) ?? [];
  if (!prefix || !secret || sum !== checksum(prefix, secret)) return undefined;
  return { prefix, secret };
}

function checksum(prefix: string, secret: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(`${prefix}_${secret}`));
  return base62(bytes, 6);
}

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

function base62(bytes: Buffer, length: number): string {
  let rest = BigInt(`0x${bytes.toString("hex")}`);
  let text = "";
  while (rest > 0n) {
    text = digits.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text.padStart(length, "0");
}
