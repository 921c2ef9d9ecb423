import { ClientMessages } from "@/ui/client-messages";
import { DismissButton } from "./acts";

/** On the overview, which sends the browser no words of this page else. */
export function DismissAlert({ firingId }: { firingId: string }) {
  return (
    <ClientMessages of={["shell", "settings", "alerts"]}>
      <DismissButton firingId={firingId} />
    </ClientMessages>
  );
}
