import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import { type BrowserContext, expect, type Frame, type Page } from "@playwright/test";
import { port } from "./sandbox";
import { service } from "./service";

/**
 * Pages that frame the portal. To a browser 127.0.0.1 and localhost are two sites, as two companies'
 * are; two ports of localhost are one.
 */
export const parents = parentsOf(port);

function parentsOf(port: number) {
  return {
    /** An app on another site, allowed to frame. */
    app: `http://127.0.0.1:${port + 101}`,
    /** An app on the portal's own site, allowed to frame: it gets Lax cookies too. */
    sibling: `http://localhost:${port + 102}`,
    /** Allowed nothing. */
    stranger: `http://127.0.0.1:${port + 103}`,
  };
}

/** Those that the portal on a port is told to allow. */
export function embedAncestors(port: number): string {
  const { app, sibling } = parentsOf(port);
  return `${app} ${sibling}`;
}

/** A browser that refuses to frame a page shows one of its own in its place. */
export const refusedByBrowser = "chrome-error://chromewebdata/";

/** Real servers: a browser lets no page made up by a test reach this machine. */
export async function serveParents(): Promise<() => Promise<void>> {
  const servers = await Promise.all(Object.values(parents).map(serve));
  return async () => {
    for (const server of servers) {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  };
}

/** Opens a page of that origin with the address in a frame; what the frame shows is its content. */
export async function openFramed(
  context: BrowserContext,
  origin: string,
  address: string,
): Promise<{ page: Page; frame: Frame }> {
  const page = await context.newPage();
  await page.goto(`${origin}/billing?frame=${encodeURIComponent(address)}`);
  const frame = page.frame("portal");
  if (!frame) throw new Error("The page has a frame");
  return { page, frame };
}

export async function newLink({
  embed = true,
  returnUrl,
}: {
  embed?: boolean;
  returnUrl?: string;
} = {}): Promise<string> {
  const account = `e2e-${randomUUID()}`;
  const { tell } = service();
  await tell("service.accounts.upsert", {
    externalId: account,
    name: "Framed Ltd",
    email: "framed@example.com",
    currency: "usd",
  });
  const { url } = await tell<{ url: string }>("service.portalSessions.create", {
    account,
    embed,
    returnUrl,
  });
  return url;
}

export async function expectPortal(frame: Frame): Promise<void> {
  await expect(frame.getByRole("button", { name: "Sign out" })).toBeVisible();
  await expect(frame.getByRole("main")).toBeVisible();
}

function serve(origin: string): Promise<Server> {
  const { hostname, port: own } = new URL(origin);
  const server = createServer((request, response) => {
    const address = new URL(request.url ?? "/", origin).searchParams.get("frame") ?? "about:blank";
    response.setHeader("content-type", "text/html");
    response.end(`<!doctype html><title>App</title><h1>App</h1>
      <iframe name="portal" width="1000" height="700" src="${encodeURI(address)}"></iframe>`);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(Number(own), hostname, () => resolve(server));
  });
}
