import superjson from "superjson";

export type Target = { url: string; serviceKey: string };

export type Refusal = { code: string; message: string; available?: bigint; needed?: bigint };

/** `status` is 0 when the connection broke, and nobody knows what became of the request. */
export type Reply<T> = { status: number; data?: T; refusal?: Refusal; problem?: string };

const patienceMs = 20_000;

/**
 * One POST to the API as any language would send it, told apart to the last detail: what was refused,
 * what broke, what hung and what was no answer of the API's at all.
 */
export async function call<T>(target: Target, path: string, input: object): Promise<Reply<T>> {
  let status = 0;
  try {
    const response = await fetch(`${target.url}/api/trpc/${path}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${target.serviceKey}`,
        "content-type": "application/json",
      },
      body: superjson.stringify(input),
      signal: AbortSignal.timeout(patienceMs),
    });
    const text = await response.text();
    status = response.status;
    const { result, error } = JSON.parse(text);
    if (result) return { status, data: superjson.deserialize<T>(result.data) };
    const { data } = superjson.deserialize<{ data: { billing: Refusal } }>(error);
    return { status, refusal: data.billing };
  } catch (error) {
    const hung = error instanceof Error && error.name === "TimeoutError";
    if (hung) return { status, problem: "no answer at all" };
    return status === 0 ? { status } : { status, problem: "an answer that is not the API's" };
  }
}

/** The answer, or an error that says what was told instead. */
export async function tell<T>(target: Target, path: string, input: object): Promise<T> {
  const { status, data, refusal, problem } = await call<T>(target, path, input);
  if (data === undefined) {
    throw new Error(`${path}: ${status} ${refusal?.code ?? ""} ${refusal?.message ?? problem}`);
  }
  return data;
}
