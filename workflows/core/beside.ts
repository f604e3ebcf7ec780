import { CancellationScope, defineSignal, getExternalWorkflowHandle } from '@temporalio/workflow';
import { BESIDE_SIGNAL, type BesideHolder, type BesideNews, type OperationRequest } from '../../model/operation.ts';
import { foremanWorkflowId } from '../../model/foreman.ts';

export const besideSignal = defineSignal<[BesideNews]>(BESIDE_SIGNAL);

/**
 * Of operations that began before there were foremen, when the id of the cluster was that of the operation that held it.
 * Tells the holder of the cluster that this operation begins beside its drain. `false` when that run has ended: between
 * the look of the client and now somebody else may have begun.
 *
 * What is left open: the holder may leave its drain right after it was told, and drop its nodes and put switches back while
 * this one runs. They are other nodes and no switch of this one, and each statement finds the leader anew.
 */
export async function announceBeside(
  { id, verb, role, nodes, by, cluster }: OperationRequest,
  { runId }: BesideHolder,
): Promise<boolean> {
  const holder = getExternalWorkflowHandle(foremanWorkflowId(cluster.name), runId);
  try {
    await CancellationScope.nonCancellable(() => holder.signal(besideSignal, { id, verb, role, nodes, by }));
    return true;
  } catch {
    // Nothing but the server's word that there is no such run, or none that takes signals.
    return false;
  }
}
