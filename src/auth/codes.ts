import { createHash, randomBytes } from "node:crypto";

/** A code nobody guesses: 256 bits, safe in an address. */
export function newCode(): string {
  return randomBytes(32).toString("base64url");
}

/** What we keep of a code. SHA-256 is enough where the input is 256 random bits. */
export function hashOf(code: string): Buffer {
  return createHash("sha256").update(code).digest();
}

/** Whether a string could be one of our codes, so that nonsense costs no query. */
export function looksLikeCode(value: unknown): value is string {
  return typeof value === "string" && /^[A-Za-z0-9_-]{43}$/.test(value);
}
