/**
 * Bash: `meta_state HOME META` prints `empty`, `whole` (what a member goes on from), `partial`, or `elsewhere <dir>` when fe.conf
 * names another directory. With ROLE and VERSION a frontend goes on as what it was, with neither and no helper it founds a
 * cluster of its own, and without the journal it would be alone in a group of its own name (recorded on 3.5.7; as read).
 */
export const META_STATE = `
meta_state() {
  local home=$1 meta=$2 conf
  conf=$(sed -n 's/^[[:space:]]*meta_dir[[:space:]]*=[[:space:]]*//p' "$home/conf/fe.conf" 2>/dev/null | tail -n 1 | sed 's/[[:space:]]*$//')
  conf=\${conf//'\${STARROCKS_HOME}'/$home}
  conf=\${conf//'$STARROCKS_HOME'/$home}
  [ -n "$conf" ] || conf=$home/meta
  if [ "$(realpath -m "$conf")" != "$(realpath -m "$meta")" ]; then echo "elsewhere $conf"
  elif [ -z "$(ls -A "$meta" 2>/dev/null)" ]; then echo empty
  elif [ -s "$meta/image/ROLE" ] && [ -s "$meta/image/VERSION" ] && ls "$meta"/bdb/*.jdb >/dev/null 2>&1; then echo whole
  else echo partial
  fi
}
`;
