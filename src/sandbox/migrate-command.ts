import { databaseUrl, env } from "@/env";
import { prepareDatabase } from "./prepare";

// `npm run migrate`: what a deployment runs before its new servers start. Safe to run again.
await prepareDatabase(databaseUrl(), env.mode);
console.log("The database is current.");
