"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";

const everyMs = 2_000;
const patienceMs = 60_000;

/** Looks at the page again and again for as long as something is shown, a minute at most; says when that is over. */
export function useLookAgain(): { isLate: boolean } {
  const router = useRouter();
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), everyMs);
    const end = setTimeout(() => {
      clearInterval(timer);
      setLate(true);
    }, patienceMs);
    return () => {
      clearInterval(timer);
      clearTimeout(end);
    };
  }, [router]);
  return { isLate };
}
