"use client";

import { useEffect } from "react";

const channelName = "tallybook-account";

/**
 * Keeps the tabs of one browser on one account: a tab left on another account's figures would act on
 * this one, as the session is theirs together.
 */
export function OneAccount({ id }: { id: string }) {
  useEffect(() => {
    const channel = new BroadcastChannel(channelName);
    channel.addEventListener("message", ({ data }) => {
      if (typeof data === "string" && data !== id) window.location.assign("/");
    });
    channel.postMessage(id);
    return () => channel.close();
  }, [id]);
  return null;
}
