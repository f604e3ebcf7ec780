import type { StarRocksNode } from './cluster-spec.ts';
import type { Finding } from '../step.ts';

/** Whether there is something to start: a product on the host, or an archive where the worker runs. */
export function judgePackage(node: StarRocksNode, installed: boolean, archiveThere: boolean): Finding {
  const finding = { gate: 'package', subject: node.alias } as const;
  if (installed) return { ...finding, severity: 'ok', message: `${node.home} has a product` };
  if (node.package === undefined) {
    return {
      ...finding,
      severity: 'refusal',
      message: `${node.home} on ${node.alias} has no bin/start_${node.role}.sh, and the cluster file names no package`,
      next: ['package: <path of the archive>   # in the cluster file; or install the product by hand'],
    };
  }
  if (!archiveThere) {
    return {
      ...finding,
      severity: 'refusal',
      message: `${node.package} is not there, where the worker runs, and ${node.home} on ${node.alias} has no product`,
      next: [`ls -l ${node.package}`],
    };
  }
  return { ...finding, severity: 'ok', message: `${node.package} is placed in ${node.home}` };
}
