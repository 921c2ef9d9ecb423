import { newId } from "@/lib/ids";
import type { ProcedureInput } from "./every-input";

const endpointId = newId<string>();
const url = "https://app.example/hook";

/** Inputs of the webhook procedures: of an endpoint nobody has, so that nothing is sent. */
export const webhookInputs: Record<string, ProcedureInput> = {
  "webhooks.list": { type: "query", valid: {}, fields: {} },
  "webhooks.create": {
    type: "mutation",
    valid: { url, eventTypes: ["invoice.paid"] },
    fields: { url: "text", eventTypes: "types" },
  },
  "webhooks.update": {
    type: "mutation",
    valid: { endpointId, url, eventTypes: ["invoice.paid"] },
    fields: { endpointId: "id", url: "text", eventTypes: "types" },
  },
  "webhooks.rotateSecret": {
    type: "mutation",
    valid: { endpointId, overlapHours: 1 },
    fields: { endpointId: "id", overlapHours: "hours" },
  },
  "webhooks.remove": { type: "mutation", valid: { endpointId }, fields: { endpointId: "id" } },
  "webhooks.deliveries": {
    type: "query",
    valid: { endpointId, status: "failed", before: endpointId, limit: 10 },
    fields: { endpointId: "id", status: "choice", before: "id", limit: "limit" },
  },
  "webhooks.resend": {
    type: "mutation",
    valid: { endpointId, eventIds: [endpointId] },
    fields: { endpointId: "id", eventIds: "ids" },
  },
  "webhooks.replay": {
    type: "mutation",
    valid: { endpointId, since: new Date() },
    fields: { endpointId: "id", since: "time" },
  },
  "webhooks.sendTest": { type: "mutation", valid: { endpointId }, fields: { endpointId: "id" } },
};
