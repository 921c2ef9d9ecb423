import { NotFoundText } from "@/ui/not-found-text";

/** What a page of the portal does not have, or not on this account: the same words for both. */
export default function NotFound() {
  return <NotFoundText />;
}
