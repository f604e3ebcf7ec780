import { type DatabendCluster, metasOf } from '../../model/databend/cluster-spec.ts';
import { readMetaToml } from '../../model/databend/meta-toml.ts';
import { isMusterError } from '../../model/error.ts';
import { activitySignal } from '../context.ts';
import { readFile } from '../files/read-file.ts';
import type { Tools } from '../tools.ts';

/** Ids in the configuration of the peers; of one that is out of reach or has none, nothing: its host is judged elsewhere. */
export async function readFileIds(
  tools: Tools,
  cluster: DatabendCluster,
  except: readonly string[],
): Promise<readonly { readonly name: string; readonly id: number }[]> {
  const peers = metasOf(cluster).filter(({ alias }) => !except.includes(alias));
  const read = await Promise.all(
    peers.map(async ({ alias, ssh, file }) => {
      try {
        const { content } = await readFile(tools.ssh, ssh, file, { signal: activitySignal() });
        return content === undefined ? [] : [{ name: alias, id: readMetaToml(content.toString('utf8'), file).id }];
      } catch (error) {
        if (!isMusterError(error)) throw error;
        return [];
      }
    }),
  );
  return read.flat();
}
