/**
 * Runs a case beside the run of its procedure with nothing in its way, which is one for all its cases: the first case has it
 * before its own, so that never more run at once than there are cases.
 */
export function shareClean<Procedure>(runClean: (procedure: Procedure) => Promise<unknown>) {
  const clean = new Map<Procedure, Promise<unknown>>();
  const wantedOf = (procedure: Procedure): Promise<unknown> => {
    const running = clean.get(procedure) ?? runClean(procedure);
    clean.set(procedure, running);
    return running;
  };
  return async <Ended>(
    procedure: Procedure,
    run: () => Promise<Ended>,
  ): Promise<Ended & { readonly wanted: unknown }> => {
    if (!clean.has(procedure)) await wantedOf(procedure);
    const ended = await run();
    return { ...ended, wanted: await wantedOf(procedure) };
  };
}
