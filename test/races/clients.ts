export const manyClients = 64;

/** Spreads requests over clients that each wait for one answer before they ask again. */
export async function byClients<T>(
  requests: number,
  request: (index: number) => Promise<T>,
  width = manyClients,
): Promise<T[]> {
  const answers: T[] = [];
  let next = 0;
  const client = async () => {
    while (next < requests) {
      const index = next++;
      answers[index] = await request(index);
    }
  };
  await Promise.all(Array.from({ length: width }, client));
  return answers;
}

/** How often each outcome came. */
export function count(values: (string | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value ?? "none"] = (counts[value ?? "none"] ?? 0) + 1;
  return counts;
}

/**
 * Asks again, as a client does, while the books are too busy to answer: on a slow machine a queue at one
 * lock may outlast its time limit.
 */
export async function patiently<T extends object | undefined>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    const answer = await ask().catch((error: { code?: string }) => {
      if (error.code === "retry_later") return "busy" as const;
      throw error;
    });
    if (answer === "busy") continue;
    if (answer && "status" in answer && answer.status === "retry_later") continue;
    return answer;
  }
}
