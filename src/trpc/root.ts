import { env } from "@/env";
import { auditorRouter } from "./auditor/router";
import { router } from "./init";
import { portalRouter } from "./portal/router";
import { sandboxRouter } from "./sandbox";
import { serviceRouter } from "./service/router";
import { staffRouter } from "./staff/router";

const everything = router({
  service: serviceRouter,
  portal: portalRouter,
  staff: staffRouter,
  auditor: auditorRouter,
  sandbox: sandboxRouter,
});
const withoutSandbox = router({
  service: serviceRouter,
  portal: portalRouter,
  staff: staffRouter,
  auditor: auditorRouter,
});

export type AppRouter = typeof everything;

/** The whole API. In production there is no sandbox in it to ask. */
export const appRouter = (env.mode === "sandbox" ? everything : withoutSandbox) as AppRouter;
