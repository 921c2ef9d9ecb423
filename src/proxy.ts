import { type NextRequest, NextResponse } from "next/server";
import { frameAncestors } from "@/auth/frames";
import { env } from "@/env";
import { logoOrigin } from "@/lib/brand";

/**
 * Sets each page's content policy with a fresh nonce. No access check lives here: whoever reaches a
 * page or a procedure is checked there (FAULTS A7).
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = Buffer.from(crypto.randomUUID()).toString("base64");
  const cookieNames = request.cookies.getAll().map(({ name }) => name);
  const policy = contentPolicy(nonce, frameAncestors(request.nextUrl.pathname, cookieNames));

  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("Content-Security-Policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  response.headers.set("Cache-Control", "private, no-store");
  return response;
}

export const config = {
  // Pages only: files and the API need no nonce, and the API is the hot path.
  matcher: ["/((?!api/|_next/|metrics$|.*\\.(?:svg|png|ico|txt|woff2)$).*)"],
};

/**
 * Exactly `display:none` as an attribute: React hides with it the part of a drawing it streams later,
 * wherever it chooses to cut one.
 */
const hiddenWhileStreamed = "'unsafe-hashes' 'sha256-aqNNdDLnnrDOnTNdkJpYlAxKVJtLt9CtFLklmInuUAE='";

/**
 * Where there is a frame-ancestors, browsers must ignore X-Frame-Options (CSP 3, "Relation to
 * X-Frame-Options"). That header says DENY on every answer, and is what is left where this file is not.
 */
function contentPolicy(nonce: string, ancestors: string): string {
  // React's development build evaluates strings to name stack frames.
  const development = env.NODE_ENV === "development";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    `style-src-attr ${development ? "'unsafe-inline'" : hiddenWhileStreamed}`,
    ["img-src 'self' data:", logoOrigin() ?? []].flat().join(" "),
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${ancestors}`,
  ].join("; ");
}
