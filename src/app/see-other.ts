/**
 * After a form: go and look there. The address stays relative, so that it is right on whatever host
 * and behind whatever proxy the form was posted.
 */
export function seeOther(path: string): Response {
  return new Response(null, {
    status: 303,
    headers: { Location: path, "Cache-Control": "private, no-store" },
  });
}

export function refused(): Response {
  return new Response("This form was not posted from here.", { status: 403 });
}

/** Where a form was posted from, as an address of ours: another site's page is never gone back to. */
export function backTo(headers: Headers): string {
  const from = headers.get("referer") ?? "";
  if (!URL.canParse(from)) return "/";
  const { pathname, search } = new URL(from);
  // Only the path is kept, and "//host" would be read as another host.
  return `/${pathname.replace(/^[/\\]+/, "")}${search}`;
}

/** What a form holds; nothing, when the body is no form. */
export async function fieldsOf(request: Request): Promise<FormData> {
  return await request.formData().catch(() => new FormData());
}
