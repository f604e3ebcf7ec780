import type { Finding } from '../../step.ts';
import type { MetaSpec } from '../cluster-spec.ts';
import { sshCommand } from '../../ssh-target.ts';
import { readVersion, sameVersion } from '../program-version.ts';
import { type MetaHostReading, say } from './meta-host.ts';

/** Whether there is something to start: the programs on the host, or an archive where the worker runs. */
export function judgePrograms(node: MetaSpec, host: MetaHostReading, archiveThere: boolean): Finding {
  const both = `${node.home}/bin/databend-meta and databend-metactl`;
  if (host.meta !== undefined && host.metactl !== undefined) {
    return say(node, 'package', 'ok', `${both} are there`);
  }
  if (host.installed) {
    return say(
      node,
      'package',
      'refusal',
      `${both} are not both there, or do not run on ${node.alias}`,
      `${sshCommand(node.ssh)} ${node.home}/bin/databend-meta --version`,
    );
  }
  if (node.package === undefined) {
    return say(
      node,
      'package',
      'refusal',
      `${both} are not on ${node.alias}, and the cluster file names no package`,
      'package: <path of the archive>   # in the cluster file; or install the product by hand',
    );
  }
  if (!archiveThere) {
    return say(
      node,
      'package',
      'refusal',
      `${node.package} is not there, where the worker runs, and ${node.alias} has no databend-meta`,
      `ls -l ${node.package}`,
    );
  }
  return say(node, 'package', 'ok', `databend-meta and databend-metactl are placed in ${node.home}/bin`);
}

/**
 * The members of a cluster run one version (as read in the product's documentation). What the host has, else what the cluster
 * file says of the package, against what a member says of itself.
 */
export function judgeVersion(
  node: MetaSpec,
  host: MetaHostReading,
  { file, member }: { readonly file: string; readonly member?: string | undefined },
): readonly Finding[] {
  const found: Finding[] = [];
  const installed = host.meta === undefined ? undefined : readVersion(host.meta);
  const tool = host.metactl === undefined ? undefined : readVersion(host.metactl);
  if (host.meta !== undefined && installed === undefined) {
    found.push(
      say(
        node,
        'meta-versions',
        'warning',
        `what ${node.home}/bin/databend-meta says of its version is not understood`,
      ),
    );
  }
  if (installed !== undefined && tool !== undefined && !sameVersion(installed, tool)) {
    found.push(
      say(
        node,
        'meta-versions',
        'refusal',
        `on ${node.alias} databend-meta is ${installed} and databend-metactl ${tool}`,
      ),
    );
  }
  const mine = installed ?? file;
  if (member !== undefined && !sameVersion(mine, member)) {
    const what = installed === undefined ? 'the package is' : 'it has';
    found.push(
      say(
        node,
        'meta-versions',
        'refusal',
        `the members run ${member}, and of ${node.alias} ${what} ${mine}`,
        `install ${member} on ${node.host}, or change version and package in the cluster file`,
      ),
    );
  }
  if (found.length > 0) return found;
  return [
    say(node, 'meta-versions', 'ok', member === undefined ? `it runs ${mine}` : `it runs ${mine}, as the members`),
  ];
}
