import { router } from "../init";
import { webhooksRouter } from "./webhooks";

/** What staff may ask, each according to their role (auth/roles.ts). */
export const staffRouter = router({ webhooks: webhooksRouter });
