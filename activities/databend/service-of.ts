import type { DatabendNode } from '../../model/databend/cluster-spec.ts';
import { type UnitService, unitService } from '../services/systemd.ts';
import type { Tools } from '../tools.ts';

/** Half a second each: a wrong file ends it within one (recorded on 1.2.888). */
const LOOKS = 4;
const LEAST_LOOKS = 2;

/**
 * The unit that runs a node. SIGTERM ends a meta node at once (recorded on 1.2.888); a Query node lets what runs end, for five
 * seconds in the packaged file (`shutdown_wait_timeout_ms`).
 *
 * @param pace of a sandbox whose clock runs faster
 */
export function serviceOf(tools: Tools, node: DatabendNode, pace = 1): UnitService {
  return unitService(tools.ssh, node.ssh, node.unit, { looks: Math.max(LEAST_LOOKS, Math.ceil(LOOKS * pace)) });
}
