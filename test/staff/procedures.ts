import type { Permission } from "@/auth/permissions";

/** Every procedure of staff and what it is for: the whole list, so that a new one cannot come without. */
export const permissionOf: Record<string, Permission> = {
  "events.list": "events:read",
  "events.get": "events:read",
  "events.health": "events:read",
  "events.dryRun": "events:read",
  "events.replay": "events:replay",
  "events.replayDead": "events:replay",
  "webhooks.list": "webhooks:read",
  "webhooks.create": "webhooks:change",
  "webhooks.update": "webhooks:change",
  "webhooks.rotateSecret": "webhooks:change",
  "webhooks.remove": "webhooks:change",
  "webhooks.deliveries": "webhooks:read",
  "webhooks.delivery": "webhooks:read",
  "webhooks.resend": "webhooks:change",
  "webhooks.replay": "webhooks:change",
  "webhooks.sendTest": "webhooks:change",
};
