import type { Flow } from "./flow";
import { adjustmentFlows } from "./flow-adjustments";
import { disputeFlows } from "./flow-disputes";
import { refundFlows } from "./flow-refunds";

/** Every flow the matrix walks. */
export const flows: Record<string, Flow> = { ...refundFlows, ...adjustmentFlows, ...disputeFlows };
