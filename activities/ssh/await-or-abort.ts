/** Waits for something shared that goes on for others when we give up; `release` is told when it comes too late for us. */
export function awaitOrAbort<Value>(
  shared: Promise<Value>,
  signal: AbortSignal | undefined,
  release: (late: Value) => void,
): Promise<Value> {
  if (signal === undefined) return shared;
  return new Promise((resolve, reject) => {
    let given = false;
    const onAbort = () => {
      given = true;
      reject(signal.reason);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    shared.then(
      (value) => {
        signal.removeEventListener('abort', onAbort);
        if (given) release(value);
        else resolve(value);
      },
      (error) => {
        signal.removeEventListener('abort', onAbort);
        reject(error);
      },
    );
  });
}
