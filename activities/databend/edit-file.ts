import type { DatabendNode } from '../../model/databend/cluster-spec.ts';
import { MusterError } from '../../model/error.ts';
import { sshCommand } from '../../model/ssh-target.ts';
import { diffToml } from '../../model/toml/diff-toml.ts';
import type { EditedFile } from '../files/put-edited.ts';
import { decodeToml } from './decode-toml.ts';

/** The file of a node that is there, edited in its place. Nothing of it is kept: the way back is the opposite edit. */
export function editFile(
  node: DatabendNode,
  change: (text: string, name: string) => string,
  { soon = false }: { readonly soon?: boolean | undefined } = {},
): EditedFile {
  return {
    ...(soon && { soon: `${node.file} of ${node.alias} is edited when an earlier step has written it` }),
    on: node.alias,
    ssh: node.ssh,
    path: node.file,
    owner: node.user,
    edit: async (present) => {
      if (present === undefined) throw absent(node);
      const base = decodeToml(present, node);
      const desired = change(base, `${node.file} on ${node.alias}`);
      return { base, desired, diff: diffToml(base, desired) };
    },
  };
}

function absent({ alias, file, ssh }: DatabendNode): MusterError {
  return new MusterError('BAD_INPUT', `${file} is not there on ${alias}`, {
    hint: `${sshCommand(ssh)} ls -l ${file}   # then correct \`config\` of ${alias} in the cluster file`,
  });
}
