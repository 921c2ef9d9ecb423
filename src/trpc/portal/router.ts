import { router } from "../init";
import { overviewRouter } from "./overview";

/** What a signed-in customer may ask. */
export const portalRouter = router({ overview: overviewRouter });
