/**
 * English texts, grouped by the room that uses them. `{name}` marks a value.
 * A sentence about trouble says what it is and what to do.
 */
export const en = {
  // app
  // assessment
  // attacks
  'attacks.fgsm': 'Fast gradient sign method (FGSM)',
  'attacks.bim': 'Basic iterative method (BIM)',
  'attacks.pgd': 'Projected gradient descent (PGD)',
  'attacks.mi-fgsm': 'Momentum iterative FGSM (MI-FGSM)',
  'attacks.apgd-ce': 'Auto-PGD, cross-entropy (APGD-CE)',
  'attacks.apgd-dlr': 'Auto-PGD, difference of logits ratio (APGD-DLR)',
  // cli
  // datasets
  // document
  'document.not-a-report':
    'This file is not a Touchstone report; give a report.json that assess or merge wrote.',
  'document.newer':
    'This report has version {version} and this Touchstone reads up to version {known}; use a newer Touchstone.',
  'document.invalid':
    'This is not a valid report: {place} should be {expected}; it may have been changed by hand.',
  'document.too-large':
    'This report is larger than {megabytes} MB, more than any report this tool writes; check that it is the right file.',
  // graph
  // indicators
  // training
  // workers
  'workers.crashed':
    'A worker stopped without a word; its piece of work was tried {tries} times. Choose a smaller batch or fewer workers and resume.',
} as const;
