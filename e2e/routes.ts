import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const app = join(import.meta.dirname, "../src/app");

/** Addresses of our own pages, as folders name them: `/invoices/[id]`. */
export function pageRoutes(): string[] {
  return files("page.tsx").map(addressOf);
}

/** Addresses that take a POST from a page of ours; what is found here is what there is. */
export function postRoutes(): string[] {
  return files("route.ts")
    .filter((file) => !file.startsWith("api/"))
    .filter((file) => /export (async )?function POST\b/.test(readFileSync(join(app, file), "utf8")))
    .map(addressOf);
}

/** Files of one account's figures, answered by a GET. */
export function exportRoutes(): string[] {
  return files("route.ts")
    .filter((file) => file.startsWith("api/export/"))
    .map(addressOf);
}

function files(name: string): string[] {
  const all = readdirSync(app, { recursive: true, encoding: "utf8" });
  return all.filter((file) => file === name || file.endsWith(`/${name}`)).sort();
}

function addressOf(file: string): string {
  const folders = file.split("/").slice(0, -1);
  return `/${folders.filter((folder) => !folder.startsWith("(")).join("/")}`;
}
