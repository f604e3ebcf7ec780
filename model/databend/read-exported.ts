/** What our script told of an export. */
export type ExportReading =
  | { readonly kind: 'good'; readonly records: number; readonly bytes: number; readonly found: boolean }
  /** `passes`: another try may do better. */
  | { readonly kind: 'refused'; readonly why: string; readonly passes: boolean };

/** The first line of every export, whatever the version of the data (recorded on 1.2.888). */
const HEADER = /^\["header",\{"DataHeader":\{"key":"header","value":\{"version":"V\d{3}"/;
/** An export of a store that has just been made has five; one of a member has at least its first membership too. */
const FEWEST = 6;

/** Whether it is one of this node, and whole. */
export function readExported(output: string, id: number): ExportReading {
  const told = new Map(
    output.split('\n').map((line) => {
      const at = line.indexOf(' ');
      return at === -1 ? ([line, ''] as const) : ([line.slice(0, at), line.slice(at + 1)] as const);
    }),
  );
  const refused = told.get('refused');
  if (refused !== undefined) return { kind: 'refused', why: refused, passes: false };
  const failed = told.get('failed');
  if (failed !== undefined) return { kind: 'refused', why: `it ended with code ${failed}`, passes: true };
  const records = Number(told.get('records') ?? 0);
  const bytes = Number(told.get('bytes') ?? 0);
  const bad = (why: string): ExportReading => ({ kind: 'refused', why, passes: false });
  if (!HEADER.test(told.get('header') ?? '')) return bad('its first line is no header');
  if (told.get('last') !== '\\n') return bad('its last line is not whole');
  const node = told.get('node') ?? '';
  if (node !== `"NodeId":${id}`) return bad(`it is of ${node === '' ? 'nobody' : node}, and not of id ${id}`);
  if (records < FEWEST) return bad(`it has ${records} records, as many as an empty store`);
  return { kind: 'good', records, bytes, found: told.get('found') === 'yes' };
}
