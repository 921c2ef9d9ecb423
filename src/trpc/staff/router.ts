import { router } from "../init";
import { eventsRouter } from "./events";
import { webhooksRouter } from "./webhooks";

/** What staff may ask, each according to their role (auth/permissions.ts). */
export const staffRouter = router({ events: eventsRouter, webhooks: webhooksRouter });
