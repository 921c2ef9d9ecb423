"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState, useTransition } from "react";

const everyMs = 2_000;
const patienceMs = 60_000;

/**
 * Looks at the page again and again for as long as something is shown, a minute at most; says when that is over. The
 * next look waits for the one before: React shows only the last of several under way, so looks asked for faster than
 * the server answers would all be waited for, and the page would never change.
 */
export function useLookAgain(): { isLate: boolean } {
  const router = useRouter();
  const [isLate, setLate] = useState(false);
  const [isLooking, startLooking] = useTransition();
  useEffect(() => {
    const end = setTimeout(() => setLate(true), patienceMs);
    return () => clearTimeout(end);
  }, []);
  useEffect(() => {
    if (isLooking || isLate) return;
    const next = setTimeout(() => startLooking(() => router.refresh()), everyMs);
    return () => clearTimeout(next);
  }, [router, isLooking, isLate]);
  return { isLate };
}
