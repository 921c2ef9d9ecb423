import { z } from "zod";
import { eventTypes } from "@/billing/domain-event";
import { deliveryStatuses } from "@/webhooks/delivery-log-queries";
import { count, fields, flag, id, instant, noteText, says, text } from "./inputs";

const types = z
  .array(z.enum(eventTypes, { error: says(`must be of ${eventTypes.join(", ")}`) }), {
    error: says("must be a list of event types"),
  })
  .min(1, { error: says("must name at least one event type; leave it out for all") })
  .max(eventTypes.length, { error: says("must name each event type once") })
  .refine((all) => new Set(all).size === all.length, {
    error: says("must name each event type once"),
  })
  .nullable();

const url = text(2000);
const description = noteText;

/** What the procedures of webhooks take, whoever calls them: an app backend or a member of staff. */
export const endpointIdInput = fields({ endpointId: id });

export const createInput = fields({
  url,
  description: description.optional(),
  eventTypes: types.optional(),
});

export const updateInput = fields({
  endpointId: id,
  url: url.optional(),
  description: description.optional(),
  eventTypes: types.optional(),
  enabled: flag.optional(),
});

/** For how many hours the old secret signs too: a day, unless it is known to others. */
export const rotateInput = fields({
  endpointId: id,
  overlapHours: count({ least: 0, most: 168 }).default(24),
});

export const deliveriesInput = fields({
  endpointId: id,
  status: z
    .enum(deliveryStatuses, { error: says("must be waiting, delivered or failed") })
    .optional(),
  before: id.optional(),
  limit: count({ least: 1, most: 100 }).default(50),
});

export const resendInput = fields({
  endpointId: id,
  eventIds: z
    .array(id, { error: says("must be a list of event ids") })
    .min(1, { error: says("must name at least one event") })
    .max(100, { error: says("must name at most 100 events") }),
});

export const replayInput = fields({ endpointId: id, since: instant });
