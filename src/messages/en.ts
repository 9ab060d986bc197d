/**
 * English texts, grouped by the room that uses them. `{name}` marks a value.
 * A sentence about trouble says what it is and what to do.
 */
export const en = {
  // app
  // assessment
  // attacks
  // cli
  // datasets
  // graph
  // indicators
  // training
  // workers
  'workers.crashed': 'A worker stopped without a word; its piece of work was tried {tries} times. Choose a smaller batch or fewer workers and resume.',
} as const;
