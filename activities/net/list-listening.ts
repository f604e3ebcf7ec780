/** Bash: `list_listening` prints the ports that are listened on, one a line; also where `ss` is missing. */
export const LIST_LISTENING = `
list_listening() {
  if command -v ss >/dev/null; then ss -Hltn | awk '{print $4}' | sed 's/.*://'; return; fi
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk '$4 == "0A" {sub(/.*:/, "", $2); print $2}' | while read -r port; do echo $((16#$port)); done
}
`;
