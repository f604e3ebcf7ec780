/** What can be wrong with a frontend. The text is what `muster sandbox fault` prints. */
export const FRONTEND_FAULTS = {
  silent: 'The node is cut off from the cluster without a word: clients=true cuts its clients too',
  'lose-reply':
    'The next statements that match take effect and their connection is cut before the answer: pattern, count',
  delay: 'The next statements that match wait before they run: pattern, seconds (of the product), count',
  'never-greet': 'The MySQL port accepts and never greets',
  'slow-start': 'The frontend starts so many times slower: factor',
  'crash-on-start': 'The next start dies: phase=before-handshake|after-handshake',
  'half-joined': 'A follower is registered that was never started: address (default: the node itself)',
  'stale-meta': 'The meta directory is that of another cluster',
  'frontend-elsewhere': 'Another frontend, of a cluster of its own, runs on the host',
} as const;

export type FrontendFault = keyof typeof FRONTEND_FAULTS;
