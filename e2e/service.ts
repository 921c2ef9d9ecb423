import { createTRPCUntypedClient, httpLink } from "@trpc/client";
import superjson from "superjson";
import { sandbox } from "./sandbox";

/** What an app backend may ask of the sandbox under test; the answers are the API's own. */
export function service({ url, serviceKey }: { url: string; serviceKey: string } = sandbox()) {
  const client = createTRPCUntypedClient({
    links: [
      httpLink({
        url: `${url}/api/trpc`,
        transformer: superjson,
        headers: { authorization: `Bearer ${serviceKey}` },
      }),
    ],
  });
  return {
    ask: async <T>(path: string, input?: unknown) => (await client.query(path, input)) as T,
    tell: async <T>(path: string, input?: unknown) => (await client.mutation(path, input)) as T,
  };
}
