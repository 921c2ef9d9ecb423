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
