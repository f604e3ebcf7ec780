import type { DatabendNode } from '../../model/databend/cluster-spec.ts';
import type { Service } from '../services/service.ts';
import { unitService } from '../services/systemd.ts';
import type { Tools } from '../tools.ts';

/**
 * The unit that runs a node. SIGTERM ends a meta node at once (recorded on 1.2.888); a Query node lets what runs end, for five
 * seconds in the packaged file (`shutdown_wait_timeout_ms`).
 */
export function serviceOf(tools: Tools, node: DatabendNode): Service {
  return unitService(tools.ssh, node.ssh, node.unit);
}
