import type { Author } from "./decision";

/** Who booked it: the processor said so. */
export const byTheProcessor: Author = { actor: "system:processor", requestId: "processor" };
