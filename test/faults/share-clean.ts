/** The run of a procedure with nothing in its way, which is one for all its cases. */
export function remember<Procedure, Ended>(run: (procedure: Procedure) => Promise<Ended>) {
  const runs = new Map<Procedure, Promise<Ended>>();
  return {
    hasBegun: (procedure: Procedure): boolean => runs.has(procedure),
    of: (procedure: Procedure): Promise<Ended> => {
      const running = runs.get(procedure) ?? run(procedure);
      runs.set(procedure, running);
      return running;
    },
  };
}

/** Runs a case beside that run: the first case has it before its own, so that never more run at once than there are cases. */
export function shareClean<Procedure>(runClean: (procedure: Procedure) => Promise<unknown>) {
  const clean = remember(runClean);
  return async <Ended>(
    procedure: Procedure,
    run: () => Promise<Ended>,
  ): Promise<Ended & { readonly wanted: unknown }> => {
    if (!clean.hasBegun(procedure)) await clean.of(procedure);
    const ended = await run();
    return { ...ended, wanted: await clean.of(procedure) };
  };
}
