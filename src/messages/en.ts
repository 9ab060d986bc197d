/**
 * English texts, grouped by the room that uses them. `{name}` marks a value.
 * A sentence about trouble says what it is and what to do.
 */
export const en = {
  // app
  'app.document-title': 'Touchstone 试金石: how models stand up to attacks',
  'app.language': 'Language',
  'app.skip': 'Skip to content',
  'app.steps': 'Steps',
  'app.notices': 'Third-party software',
  'app.stays-here': 'Your model and data stay on this machine: this page sends nothing anywhere.',
  'app.unexpected': 'Something went wrong that should not: {what}. Reload the page and try again.',
  'app.target-title': 'Which model shall be tested?',
  'app.target-lead':
    'Take one of the bundled models, each with its data, or bring your own ONNX model with samples and labels.',
  'app.bundled': 'Bundled models',
  'app.loading-list': 'Loading the list of models …',
  'app.own': 'Your own model and data',
  'app.own-model': 'Your own model',
  'app.accuracy-test': 'Accuracy on test data',
  'app.opening': 'Opening …',
  'app.data-digits': 'Handwritten digits, 8×8',
  'app.data-breast-cancer': 'Breast cancer, 30 measurements',
  'app.data-signs': 'Traffic signs, 32×32 colour',
  'app.data-purchases': 'Purchases, 600 items',
  'app.data-file': 'Your own data',
  'app.recipe-standard': 'standard training',
  'app.recipe-overfit': 'overfitted',
  'app.recipe-adversarial': 'adversarial training',
  'app.recipe-dp-sgd': 'differentially private training',
  'app.recipe-regularised': 'regularised training',
  'app.recipe-other': 'trained',
  'app.drop': 'Drop a model, data, a folder or a saved report here, in any order',
  'app.drop-formats':
    'Model: ONNX, or a TensorFlow.js model.json with its weights. Data: CSV, NPY, NPZ, IDX, CIFAR records, or PNG and JPEG in a folder for each class (also as a zip). Or predictions as a CSV, or a report.',
  'app.pick': 'Choose files',
  'app.reading': 'Reading {name} …',
  'app.file-options': 'How the data are to be read',
  'app.label-column': 'Label column of a CSV',
  'app.scale': 'Divide values by',
  'app.standardise':
    'To standardise, drop a JSON file {"mean": […], "std": […]} along with the data; values become (value − mean) / std.',
  'app.role-model': 'Model',
  'app.role-data': 'Data',
  'app.role-statistics': 'Statistics',
  'app.role-report': 'Report',
  'app.remove': 'Remove {name}',
  'app.needs-data': 'The model is here. Now drop its data: samples with labels.',
  'app.needs-model': 'The data are here. Now drop the ONNX model.',
  'app.needs-both': 'Now drop the ONNX model and its data: samples with labels.',
  'app.needs-labels':
    'These are samples without labels, or labels without samples. Now drop the other file of the pair.',
  'app.subject-gone':
    'The model or the data of this run are not open any more: choose the target or drop the files again.',
  'app.screen-start': 'Start',
  'app.screen-plan': 'Plan',
  'app.screen-run': 'Run',
  'app.screen-explore': 'Explore',
  'app.screen-report': 'Report',
  'app.screen-train': 'Train a model',
  'app.screen-walk': 'Step by step',
  'app.screen-class': 'Class results',
  'app.screen-learn': 'Learn',
  'app.screen-assessment': 'Assessment',
  'app.link-waits':
    'This link speaks of a run. Nothing was started: look at its plan and press “Start the run”.',
  'app.phase-stored': 'Stored with the lab',
  'app.walk-steps': 'A walk takes 1 to {most} steps: choose a number in between.',
  'app.walk-input': 'This model takes {wanted} values and was given {given}: choose or draw another input.',
  'app.no-subject': 'No model is chosen yet; choose one first.',
  'app.own-file-missing':
    'The page could not read its own file {file}; check that the server still runs and reload.',
  'app.violations': '{variant}: {violations} of {n}',
  'app.awaited-title': 'This address speaks of files that it cannot carry. Drop them here to go on:',
  'app.awaited-model': 'Model with SHA-256',
  'app.awaited-data': 'Data whose samples, as read, have SHA-256',
  'app.awaited-other':
    'These are not the files this address speaks of (another SHA-256), so the numbers will not be the same.',
  'app.more-troubles': 'And {count} more files that were not taken; “Messages” above lists all of them.',
  'app.file-unknown':
    '{name} is neither an ONNX model, data (IDX, NPY, CSV), statistics nor a saved report; drop one of these.',
  'app.plan-title': 'What shall be measured?',
  'app.indicators': 'Indicators',
  'app.indicator-A.5-3': 'White-box adversarial robust accuracy',
  'app.indicator-A.1-2': 'Membership inference attack success rate',
  'app.indicator-A.1-4': 'Model stealing success rate',
  'app.indicator-A.3-1': 'Accuracy',
  'app.attacks': 'Attacks',
  'app.norm': 'Distance',
  'app.epsilons': 'Strengths ε',
  'app.epsilons-bad': 'Give numbers of at least 0, separated by commas, for example 0, 0.1, 0.2.',
  'app.unit-input': 'input units',
  'app.unit-std': 'standard deviations',
  'app.iterations': 'Iterations',
  'app.restarts': 'Restarts',
  'app.samples-title': 'Samples and run',
  'app.samples': 'Samples',
  'app.samples-of': 'of {of}',
  'app.samples-all': 'all',
  'app.order': 'Order',
  'app.order-random': 'random, class by class',
  'app.order-file': 'as in the file',
  'app.seed': 'Seed',
  'app.workers': 'Workers',
  'app.engine': 'Engine',
  'app.engine-wasm': 'WebAssembly (reference)',
  'app.engine-auto': 'fastest that agrees',
  'app.work-title': 'Amount of work',
  'app.work-samples': 'Samples',
  'app.work-pieces': 'Pieces of work',
  'app.work-note': 'One pass is one sample through the model, forward or backward. Finished pieces are kept.',
  'app.start': 'Start the run',
  'app.run': 'Run',
  'app.phase-waiting': 'Waiting for its turn',
  'app.phase-loading': 'Preparing',
  'app.phase-running': 'Running: figures still move',
  'app.phase-paused': 'Paused',
  'app.phase-cancelled': 'Partial: not all of it was measured',
  'app.phase-failed': 'Finished with trouble',
  'app.phase-stopped': 'Stopped',
  'app.phase-done': 'Finished',
  'app.phase-opened': 'Saved report',
  'app.save': 'Save report',
  'app.per-second': '{rate} passes/s',
  'app.running-note':
    'You may reload or close this page: finished pieces are kept and the run goes on from there.',
  'app.partial-note':
    'The figures below rest on the finished pieces alone. “Continue” takes up the rest from where it stopped.',
  'app.done-note': 'Took {time}; {computed} pieces computed, {cached} taken from an earlier run.',
  'app.wording':
    'Share of samples not broken by these attacks at these budgets: an upper bound, since a stronger attack may break more.',
  'app.worst-case': 'Worst case',
  'app.item-error': 'This indicator could not be measured.',
  'app.mean-accuracy': 'Mean accuracy under attack',
  'app.mean-note': 'worst case over the attacks, averaged over the strengths above 0',
  'app.upper-bound': 'Upper bound, not reliable: a self-check failed',
  'app.clean-accuracy': 'Accuracy without attack',
  'app.worst-at': 'Worst case at ε = {epsilon}',
  'app.interval': '95 %: {low} to {high}',
  'app.fraction': '{correct} of {n} samples',
  'app.n-samples': '{n} samples',
  'app.warnings': 'Please note',
  'app.curve-epsilon': 'Accuracy against strength',
  'app.curve-iterations': 'Accuracy against iterations at ε = {epsilon}',
  'app.axis-epsilon': 'Strength ε ({norm}, {unit})',
  'app.axis-iterations': 'Iterations',
  'app.axis-accuracy': 'Accuracy',
  'app.axis-recall': 'Recall',
  'app.axis-precision': 'Precision',
  'app.iteration-name': 'iteration ',
  'app.recall-name': 'recall ',
  'app.reading-waiting': 'The first points arrive in a moment.',
  'app.reading-half':
    'At strength {epsilon} the worst case falls below one half: {accuracy} of {n} samples are not broken by these attacks.',
  'app.reading-above':
    'Up to strength {epsilon} at least {accuracy} of {n} samples are not broken by these attacks.',
  'app.reading-iterations': '{attacks} breaks the most: {accuracy} are left after {iterations}.',
  'app.pick-epsilon': 'Show iterations at',
  'app.unfinished': 'unfinished',
  'app.samples-look': 'Adversarial samples',
  'app.samples-lead': 'What the attack changed, and what the model says before and after.',
  'app.samples-none': 'No adversarial samples were kept at this strength.',
  'app.attack': 'Attack',
  'app.strength': 'Strength',
  'app.sample-number': 'Sample {id}',
  'app.true-label': 'true class: {label}',
  'app.clean': 'Original',
  'app.difference': 'Difference',
  'app.adversarial': 'Adversarial',
  'app.difference-scale': 'stretched, ± {largest}',
  'app.sure': '{label}, {confidence}',
  'app.reached': 'after {iterations}; L∞ {linf}, L2 {l2}',
  'app.not-stored': 'not when rounded to stored values',
  'app.feature': 'Feature',
  'app.by-attack': 'Attack by attack',
  'app.by-attack-lead':
    'Each attack alone, and all together. Success counts samples that were right before and wrong after, of those right before.',
  'app.success-at': 'Success at ε = {epsilon}',
  'app.success-stored': 'Success in stored form',
  'app.stored-accuracy': 'Mean accuracy, stored form',
  'app.stored-note':
    'Its figures were computed on another machine on {when} and kept with the lab. Run it here to see the same figures come from your own machine.',
  'app.stored-form-note': 'adversarial samples rounded to values a file can hold',
  'app.self-checks': 'Self-checks',
  'app.self-checks-lead':
    'They look for a model that only hides its gradients, where attacks fail without the model being safe.',
  'app.check-waiting': 'to come',
  'app.variant-reference': 'violations',
  'app.variant-range': 'violations',
  'app.variant-uniform': 'violations',
  'app.variant-clean': 'violations',
  'app.variant-twice': 'violations',
  'app.variant-margin': 'margin loss',
  'app.variant-dlr': 'DLR loss',
  'app.variant-cross-entropy': 'cross-entropy',
  'app.variant-double-steps': 'twice the steps',
  'app.variant-more-restarts': 'more restarts',
  'app.variant-half-step-size': 'half the step size',
  'app.variant-double-step-size': 'twice the step size',
  'app.engine-webgpu': 'WebGPU',
  'app.undefined-classes': 'undefined for {count} classes, counted as 0',
  'app.positive-class': 'Positive class of this binary task: {name}.',
  'app.confusion': 'Confusion matrix',
  'app.confusion-lead': 'Rows are true classes, columns what the model says.',
  'app.check-passed': 'passed',
  'app.check-failed': 'failed',
  'app.check-unknown': 'not done',
  'app.accuracy': 'Accuracy',
  'app.precision': 'Macro precision',
  'app.recall': 'Macro recall',
  'app.f1': 'Macro F1',
  'app.auc': 'AUC, one against the rest',
  'app.curve-recall': 'Precision against recall',
  'app.reading-last': 'At strength {epsilon} {name} is at {value}.',
  'app.reading-recall':
    'Each curve sets one class against the rest; the closer to the upper right, the better.',
  'app.class': 'Class {name}',
  'app.facts': 'How it was measured',
  'app.facts-lead': 'Enough to repeat every number: the same files, seed and plan give the same results.',
  'app.fact-data': 'Data',
  'app.fact-samples': 'Test samples',
  'app.fact-shape': 'Shape of one',
  'app.fact-classes': 'Classes',
  'app.fact-range': 'Range',
  'app.fact-size': 'Model size',
  'app.fact-model-hash': 'Model SHA-256',
  'app.fact-data-hash': 'SHA-256 of the samples as read',
  'app.fact-taken': 'Samples',
  'app.fact-versions': 'Versions',
  'app.fact-when': 'When',
  'app.agreement': 'largest difference to WebAssembly {difference}',
  'app.reading-tied': '{attacks} break the most, equally many: {accuracy} are left in the end.',
  'app.reading-none': 'The run ended before a point was measured.',
  'app.iterations-one': '{count} iteration',
  'app.iterations-many': '{count} iterations',
  'app.reading-growing':
    'Curves grow while the attacks run; the worst case follows once all have reached a strength.',
  'app.axis-iterations-planned': 'Iterations (*: of a run planned for {steps})',
  'app.reached-std': 'after {iterations}; L∞ {linf}, L2 {l2}, in standard deviations',
  'app.change-std': 'Change (standard deviations)',
  'app.in-std': '{name} (standard deviations)',
  'app.check-failed-plain':
    'Self-check “{check}” failed on {violations} of {n} samples: the figure is an upper bound, not reliable.',
  'app.check-failed-variant':
    'Self-check “{check}” ({variant}) failed on {violations} of {n} samples: the figure is an upper bound, not reliable.',
  'app.variant-attacks': '{stronger} against {weaker} at ε = {epsilon}',
  'app.violations-limit': '{variant}: {violations} of {n} (at most {most} allowed)',
  'app.opened-note':
    'Figures as stored in the file, not recomputed. To recompute them: touchstone verify {name}',
  'app.pair': '{first}, {second}',
  'app.brackets': '({what})',
  'app.broken-part':
    'This part cannot be shown, because its data do not fit together. If it came from a file, the file may have been changed by hand.',
  'app.to-own': 'Test your own model',
  'app.value': 'Value',
  'app.prepared': 'How they are read',
  'app.prepared-image': 'as images',
  'app.prepared-table': 'as a table, strengths in standard deviations',
  'app.prepared-scale': 'divided by {scale}',
  'app.prepared-standardised': 'standardised',
  'app.prepared-resize': 'images resized to {height} × {width}',
  'app.prepared-label': 'label column “{column}”',
  'app.prepared-plain': 'values as they are in the file',
  'app.fact-values': 'Values',
  'app.fact-no-gradient': 'Operators without gradient',
  'app.fact-zero-gradient': 'Operators whose gradient is 0',
  'app.looks-like-pixels':
    '{features} columns of whole numbers from 0 to {high} are read as a table. They look like pixels of {side}×{side} pictures.',
  'app.divide-by': 'Divide by {scale}',
  'app.change-reading': 'Change how they are read',
  'app.read-again': 'Changes here take hold at once: the files are read again.',
  'app.awaited-statistics': 'Statistics with SHA-256',
  'app.awaited-statistics-missing':
    'This address also speaks of a statistics file. Drop it along with these, or the numbers will not be the same.',
  'app.awaited-reading': 'They will be read as the address says: {reading}.',
  'app.running-note-own':
    'Finished pieces are kept: after a reload, drop the same files again and the run goes on from there.',
  'app.address-unclear':
    'Parts of this address were not understood and are left out: {parts}. Check the address, or the plan that is used instead.',
  'app.two-models': '{names}: several models came at once; drop the one to be tested.',
  'app.two-statistics':
    '{names}: several files of statistics came at once; drop the one that belongs to the data.',
  'app.report-alone': '{name} is a saved report, which opens alone; drop it without other files.',
  'app.busy': 'A run is going on; cancel it or wait for its end before choosing another model or data.',
  'app.plan-busy': 'A run is going on. This one can be planned and started meanwhile: it waits for its turn.',
  'app.number-bad': 'Give a whole number from {least} to {most}.',
  'app.number-bad-least': 'Give a whole number of at least {least}.',
  'app.plan-facts': 'The plan of this run',
  'app.copy-address': 'Copy address',
  'app.copied': 'Address copied',
  'app.copy-by-hand': 'This browser does not let the page copy; the address to copy:',
  'app.fact-preparation': 'Data read',
  'app.pick-folder': 'Choose a folder',
  'app.folder-too-large':
    'The folder holds more than {most} files, more than the lab reads; drop a smaller part of it.',
  'app.folder-empty': 'The folder holds no files; choose the one that the data lie in.',
  'app.files-too-large':
    '{count} files of {size} GB together; the lab takes less than {limit} GB at once: choose a part of them.',
  'app.file-unreadable':
    '{name} cannot be read: it was moved or changed, or reading it is not allowed; choose it again.',
  'app.amount-find': '{done} files found',
  'app.amount-read': '{done} of {total} files read',
  'app.amount-decode': '{done} of {total} pictures decoded',
  'app.amount-checked': 'All pictures are decoded; their values are being checked and hashed.',
  'app.amount-rate': '{rate} a second',
  'app.amount-left': 'about {left} left',
  'app.reading-stopped': 'Stopped; everything is as it was.',
  'app.two-cards': '{names}: several model cards came at once; drop the one that belongs to the model.',
  'app.needs-weights': 'The model consists of several files. Now drop the others too.',
  'app.screen-import': 'Your model',
  'app.role-weights': 'Weights',
  'app.role-card': 'Card',
  'app.role-classes': 'Class names',
  'app.role-predictions': 'Predictions',
  // import
  'extraction.detector-prada': 'PRADA: distances between queries',
  'extraction.sampler-random': 'Random draws',
  'extraction.sampler-knockoff': 'Knockoff nets, random draws',
  'extraction.sampler-knockoff-adaptive': 'Knockoff nets, adaptive',
  'extraction.sampler-copycat': 'Copycat CNN',
  'extraction.sampler-jacobian': 'Jacobian-based augmentation (Papernot)',
  'extraction.sampler-prada': 'Targeted synthetic queries (T-RND, PRADA paper)',
  'extraction.sampler-drmi': 'DRMI: least mutual information',
  'extraction.sampler-correlation': 'Least correlation',
  'extraction.sampler-class-probability': 'Class probabilities, clustered',
  'extraction.sampler-uncertainty': 'Uncertainty',
  'extraction.sampler-k-center': 'k-centre',
  'extraction.sampler-data-free': 'Synthetic queries without data',
  'extraction.sampler-random-knows':
    'Has unlabelled data like the victim’s and asks about rows drawn at random.',
  'extraction.sampler-knockoff-knows':
    'Has data of another kind, asks about rows drawn at random and learns from every answer as it is given.',
  'extraction.sampler-knockoff-adaptive-knows':
    'Has data of another kind in several categories and asks more often in those whose answers were sure, varied or new to the copy so far.',
  'extraction.sampler-copycat-knows':
    'Has data of another kind, asks about rows drawn at random and learns from the predicted classes alone.',
  'extraction.sampler-jacobian-knows':
    'Has at most 150 unlabelled inputs and the copy trained so far; each round asks again about all inputs, moved along the sign of the copy’s gradient.',
  'extraction.sampler-prada-knows':
    'Has at most 150 unlabelled inputs and the copy trained so far; each round asks again about all inputs, moved towards random other classes of the copy.',
  'extraction.sampler-drmi-knows':
    'Has unlabelled data like the victim’s and asks about rows that tell least about each other, found before anything is asked.',
  'extraction.sampler-correlation-knows':
    'Has unlabelled data like the victim’s and asks about rows that are correlated least, found before anything is asked.',
  'extraction.sampler-class-probability-knows':
    'Has unlabelled data like the victim’s and the copy trained so far; clusters the copy’s class probabilities and asks about one row of each cluster.',
  'extraction.sampler-uncertainty-knows':
    'Has unlabelled data like the victim’s and the copy trained so far; asks about rows of which the copy is least sure.',
  'extraction.sampler-k-center-knows':
    'Has unlabelled data like the victim’s and the copy trained so far; asks about rows that lie furthest from all that was asked, in the copy’s outputs.',
  'extraction.sampler-data-free-knows':
    'Has no data, only the form of an input and the copy trained so far; asks about noise, then about noise moved to the copy’s class boundaries.',
  'import.values': 'Inputs and outputs',
  'import.channels-repeat': 'grey repeated to three channels',
  'import.channels-grey': 'colours weighed to grey',
  'import.labels-moved': 'labels become classes {labels}',
  'import.output-named': 'scores from “{name}”',
  'import.single-named': 'its one value is {meaning}',
  'import.fact-setting': 'Read with',
  'import.fact-straight': 'Gradient passed through',
  'import.accuracy-title': 'Accuracy on your data',
  'import.accuracy-what':
    'Check this first: if it is not what you know of your model, something below is set wrongly, and every attack would measure that mistake.',
  'import.accuracy-going': 'Measuring the accuracy on a part of the data …',
  'import.accuracy-got':
    'Share of right answers among {n} of {of} test samples, drawn at random from every class; Wilson interval at 95 %.',
  'import.verdict-good': 'Well above guessing, which gives {chance}.',
  'import.verdict-low': 'Above guessing ({chance}), but low for a trained model.',
  'import.verdict-near-chance':
    'No better than guessing ({chance}): model and data do not understand each other yet.',
  'import.nothing-found':
    '{tried} other settings were tried on the same samples; none does significantly better.',
  'import.mend-with': 'Use this: {change}',
  'import.mistakes-title': 'The likeliest mistakes',
  'import.better-title': 'Read in another way, more are right',
  'import.mistakes-what': 'Each was tried on the same samples; the figure is the accuracy it would give.',
  'import.mend': 'Use this',
  'import.confusion-reading': 'Most frequent mistake: {label} taken for {taken} ({n} of the samples).',
  'import.confusion-none': 'None of these samples is taken for another class.',
  'import.preprocessing-title': 'What the model gets to see',
  'import.preprocessing-what':
    'Before training, loaders change values, channels and sizes. The same must be done here, or the model sees something else than it was trained on.',
  'import.sample-original': 'Sample {id} as in the data',
  'import.sample-seen': 'Sample {id} as the model sees it',
  'import.in-data': 'In your data',
  'import.as-seen': 'As the model sees it',
  'import.model-gets': 'The model gets values from {low} to {high} for this sample.',
  'import.sample-before': 'Previous sample',
  'import.sample-after': 'Next sample',
  'import.sample-of': 'Sample {id} of {of}: {label}',
  'import.seen-going': 'Preparing a sample …',
  'import.origin-plain': 'Values are taken as they are.',
  'import.origin-guess': 'Guessed from model and data.',
  'import.origin-card': 'As the model card among the files says.',
  'import.origin-kept': 'As you saved it for this very model before.',
  'import.origin-hand': 'As you set it.',
  'import.guess-again': 'Guess again',
  'import.preset': 'Values',
  'import.preset-own': 'As set below',
  'import.multiply': 'Factor',
  'import.multiply-bad': 'Give a number above 0, such as 255.',
  'import.mean': 'Mean',
  'import.std': 'Deviation',
  'import.figures-bad': 'Give one number or {channels}, separated by commas.',
  'import.deviations-bad': 'Give one number above 0 or {channels}, separated by commas.',
  'import.order': 'Channels',
  'import.layout': 'Axes',
  'import.resize': 'Size becomes {size}',
  'import.resize-linear': 'smoothly (bilinear)',
  'import.resize-cubic': 'smoothly (bicubic)',
  'import.resize-nearest': 'nearest pixel',
  'import.resize-pad': 'black around it, or cut off',
  'import.antialias': 'Average when shrinking',
  'import.antialias-hint': 'As Pillow and torchvision do; OpenCV and TensorFlow do not.',
  'import.further-steps': 'Further steps',
  'import.invert': 'Exchange dark and light',
  'import.invert-hint':
    'For models of light strokes on black and pictures of dark strokes on white, or the other way round.',
  'import.transpose': 'Exchange rows and columns',
  'import.transpose-hint': 'Some files (EMNIST, MATLAB) hold pictures on their side.',
  'import.memory': 'Memory (estimated)',
  'import.memory-of': 'about {least} for each worker, and {each} more for every sample of a batch',
  'import.engines': 'Engines',
  'import.engines-agree': 'WebGPU and WebAssembly differ by {difference} at most',
  'import.save-model': 'Save as ONNX',
  'import.save-model-hint': 'The model as the lab uses it: what is done to the values is part of it.',
  'import.save-gradient': 'Save the gradient graph',
  'import.save-gradient-hint':
    'An ONNX file that gives logits, loss and the gradient with respect to the input, for any runtime.',
  'import.recorded-title': 'Predictions without a model',
  'import.recorded-what':
    'What some model said of each row, with the true label. What needs the model itself cannot be measured.',
  'import.recorded-rows': 'Rows',
  'import.recorded-kind': 'Holds',
  'import.recorded-scores': 'scores of every class',
  'import.recorded-labels': 'predicted labels',
  'import.recorded-members': 'Members of the training part',
  'import.recorded-no-members': 'not stated',
  'import.recorded-members-of': '{members} members, {others} others',
  'import.lead':
    'What was found in your files, how well the model does on your data, and what can be measured. Nothing leaves this machine.',
  'import.look': 'See what was found',
  'import.files': 'Your files',
  'import.files-in': '{count} files',
  'import.drop-further':
    'Drop further files anywhere on this page: model, data, model card, class names. A new model takes the old one’s place.',
  'import.continue': 'Continue to the plan',
  'import.export-title': 'No ONNX file yet?',
  'import.export-what':
    'Every framework writes one with a line of code; a TensorFlow.js model.json with its weights can be dropped as it is.',
  'import.stop': 'Stop',
  'import.again': 'Try again',
  'import.stopped': 'This was stopped before it was done.',
  'import.worker-died':
    'The part of the page that examines models has ended unexpectedly, perhaps for lack of memory; close other pages and try again.',
  'import.no-model': 'There is no whole model among the files; drop one first.',
  'import.no-pictures': 'These samples are no pictures that could be shown.',
  'import.weights-missing': 'Its other files are still missing: {names}.',
  'import.possible-title': 'What is possible',
  'import.access-gradient':
    'The lab can compute gradients through the whole model, so white-box attacks can be measured.',
  'import.access-score':
    'The model gives scores but no gradients here, so what needs gradients cannot be measured.',
  'import.access-label': 'The model gives labels alone, so only what needs labels can be measured.',
  'import.access-none': 'As it stands, nothing can be measured of this model; the reason is below.',
  'import.levels': 'What an attacker may see',
  'import.level-gradient': 'White box: gradients',
  'import.level-score': 'Scores',
  'import.level-label': 'Labels',
  'import.level-there': 'available',
  'import.level-not': 'not with this model',
  'import.preflight-going': 'Trying the model on one sample, forward and backward …',
  'import.time-forward': 'Forward, one sample',
  'import.time-gradient': 'Gradient, one sample',
  'import.milliseconds': '{time} ms',
  'import.gradient-check': 'Gradient',
  'import.gradient-figures':
    '({directions} random directions; deviation {middle} % in the middle, {largest} % at most)',
  'import.gradient-figures-kinks':
    '({directions} random directions; deviation {middle} % in the middle, {largest} % at most: a corner of the function lies near)',
  'import.found-title': 'What was found in the model',
  'import.found-what': 'Read from the file alone; compare it with what you exported.',
  'import.found-going': 'Reading the model …',
  'import.parameters': 'Parameters',
  'import.producer': 'Made by',
  'import.opset': 'Operator set',
  'import.value': 'Part',
  'import.value-name': 'Name',
  'import.value-type': 'Type',
  'import.value-shape': 'Shape',
  'import.input': 'Input',
  'import.output': 'Output',
  'import.scores-output': 'Output that holds the scores',
  'import.scores-output-hint': 'One value for each class.',
  'import.scores-likeliest': 'the likeliest',
  'import.single': 'The one value per sample is',
  'import.single-probability': 'a probability',
  'import.single-logit': 'a logit',
  'import.single-undeclared': 'not said',
  'import.operators-title': 'Different operators: {kinds}; in all: {count}',
  'import.operators': 'Operators',
  'import.support-no': 'no gradient',
  'import.support-none': 'not known here',
  'import.support-zero': 'gradient 0',
  'import.names-title': 'Class names',
  'import.names-what': 'Reports speak of classes by name. This model tells {classes} apart.',
  'import.names-label': 'One name per line, in the model’s order; or drop a text file',
  'import.names-count': '{given} names for {classes} classes: give one for each.',
  'import.names-twice': 'Two classes have the same name: make them differ.',
  'import.names-take': 'Use these names',
  'import.names-so-far': '{given} of {classes}',
  'import.save-title': 'Keep it',
  'import.save-what': 'So that the next time, here or in the terminal, nothing has to be set again.',
  'import.save-card': 'Save the model card',
  'import.save-card-hint':
    'How this model is read. Drop it along with the model, or give it to the terminal with --card. This browser remembers it too.',
  'import.saving': 'Writing the file …',
  'import.gradient-agrees': 'agrees with difference quotients',
  'import.gradient-disagrees': 'does not agree with difference quotients',
  'import.gradient-unsure': 'cannot be judged with single precision',
  'import.gradient-stepwise': 'not judged: the model rounds on the way',
  'import.gradient-not-finite': 'overflows on this sample',
  // assessment
  'assessment.plan-shape': 'A plan is a JSON object such as {"indicators": ["A.5-3"], "samples": 200}.',
  'assessment.plan-unknown-field':
    'The plan has a field {field}, which does not exist; the fields are {known}.',
  'assessment.plan-field': "The plan's {field} is not valid; it must be {expected}.",
  'assessment.setting-form':
    "The setting {setting} is not of the form A.5-3.epsilons=[0,0.1]: an indicator's id, a parameter, and a value in JSON.",
  'assessment.setting-not-planned':
    'The setting {setting} speaks of {id}, which is not among the indicators of the plan; add it to them.',
  'assessment.no-indicator': 'The plan names no indicator; name at least one, for example A.5-3.',
  'assessment.unknown-indicator': 'There is no indicator {id} here; those that can be measured are {known}.',
  'assessment.indicator-twice': 'Indicator {id} is named twice in the plan; name it once.',
  'assessment.recorded':
    '{id} attacks a model, and there are only recorded predictions; give the model itself to measure it.',
  'assessment.no-gradient':
    '{id} is a white-box measure and this model holds operators that have no gradient here ({operators}); leave {id} out of the plan.',
  'assessment.no-members':
    '{id} needs the rows that the model was trained on, and these data have no training part; give them beside the test rows, for example as files named train and test.',
  'assessment.no-member-column':
    '{id} needs a column member (1 where the model was trained on the row, 0 where not) with rows of both kinds; add it to the table of predictions.',
  'assessment.no-scores':
    '{id} needs the scores of the classes and this model gives nothing but the class; leave {id} out of the plan.',
  'assessment.threshold-form':
    "The threshold {text} is not of the form A.5-3>=0.4: an indicator's id, one of >= > <= <, and a number.",
  'assessment.threshold-not-planned':
    'The threshold {text} speaks of {id}, which is not among the indicators of the plan; add it to them.',
  'assessment.judged-unfinished': 'The item is not finished, so nothing can be concluded.',
  'assessment.judged-no-interval': 'The value has no interval, so nothing can be concluded.',
  'assessment.judged-not-met': 'The whole interval {low}–{high} fails the limit {limit}.',
  'assessment.judged-met': 'The whole interval {low}–{high} passes the limit {limit}.',
  'assessment.judged-undecided':
    'The limit {limit} lies inside the interval {low}–{high}; more samples may decide.',
  'assessment.judged-differ':
    'Members and non-members differ by themselves, so nothing is judged from this value.',
  'assessment.judged-no-baselines':
    'It was not checked whether members and non-members differ by themselves, so nothing is judged from this value.',
  'assessment.judged-unreliable':
    'A self-check failed, so the value is an upper bound that meets no threshold.',
  'assessment.judged-unchecked':
    'The self-checks were switched off, so nothing says that the attacks were strong enough and no threshold is met; switch them on.',
  'assessment.judged-checks-open':
    'Not every self-check came to a result, so nothing says yet that the attacks were strong enough and no threshold is met.',
  'assessment.no-samples': 'The data hold no test samples; give data with at least one labelled sample.',
  'assessment.offset-too-large':
    'The offset {offset} lies beyond the test part, which has {of} samples; choose a smaller offset.',
  'assessment.too-few-samples':
    '{samples} samples are asked for and the test part has {available} after offset {offset}; ask for at most that many.',
  'assessment.first-in-file':
    'These are the first {count} of {of} test samples in file order, not a random sample.',
  'assessment.part-in-file':
    'These are samples {first} to {last} of {of} in file order, not a random sample.',
  'assessment.interleaved':
    'The file is sorted by label, so its classes are taken by turns, each in file order: {count} of {of} samples after {offset}, not a random sample.',
  'assessment.class-mix':
    'Their class mix differs from that of all {of} test samples by more than chance explains; use a random order for figures that speak of the whole.',
  'assessment.plan-list': '{name} lists {count} values; give {most} at most.',
  'assessment.merge-too-large':
    'The pieces of {id} would name {visits} samples in all, more than the {most} that can be merged; assess fewer samples, attacks or ε at a time.',
  'assessment.engine-changed':
    'The GPU was lost on the way: {count} of {all} pieces were computed on WebAssembly instead, whose figures may differ a little.',
  'assessment.failed': 'This item could not be measured: {reason}',
  'assessment.nothing-to-merge': 'There is nothing to merge; give the partial reports of all shards.',
  'assessment.same-versions':
    'Reports {first} and {second} come from different versions of the program or the engine; make all parts with one version.',
  'assessment.same-model':
    'Reports {first} and {second} speak of different models; merge parts of one model only.',
  'assessment.same-data':
    'Reports {first} and {second} speak of different data; merge parts of one data set only.',
  'assessment.same-plan':
    'Reports {first} and {second} follow different plans; merge parts of one plan only.',
  'assessment.same-engine':
    'Reports {first} and {second} come from different engines; make all parts on one engine.',
  'assessment.not-partial': 'Report {report} is not partial, so there is nothing of it to merge.',
  'assessment.shard-counts':
    'One report is a part of {a} and another a part of {b}; merge parts of one division only.',
  'assessment.shard-twice': 'Shard {shard} is given twice; give each shard once.',
  'assessment.shards-missing': 'Shards are missing: {missing}; give the reports of all shards.',
  'assessment.part-twice': 'Piece {key} of {id} is in two reports; give each part once.',
  'assessment.part-unknown':
    'Piece {key} of {id} does not belong to this plan; the report may have been changed by hand.',
  'assessment.part-broken': 'Piece {key} of {id} cannot be read; the report may have been changed by hand.',
  'assessment.parts-missing':
    '{missing} of {all} pieces of {id} are missing; a part may have been cancelled, so run it again.',
  'assessment.label-unmapped':
    'The data have label {label}, for which the label mapping names no class of the model; add it to the mapping.',
  'assessment.label-beyond':
    "The label mapping sends label {label} to class {to}, but the model's last class is {last}; correct the mapping.",
  'assessment.class-names':
    'There are {names} class names, but the model has {classes} classes; give one name per class.',
  'assessment.invert-range':
    'Inverting needs pictures in [0, 1]; leave the data as they are (without standardising) or take the step out.',
  'assessment.not-a-card':
    'This file is not a model card; a card is JSON with "kind": "touchstone-model-card", as the lab saves it.',
  'assessment.card-of-training':
    'This card tells how a bundled model was trained and holds no settings for reading a file; give a card that the lab saved with your model.',
  'assessment.card-newer':
    'This model card has version {version}, and this program knows up to {known}; use a newer Touchstone.',
  'assessment.card-field': 'The model card is not valid at {place}; it must be {expected}.',
  'assessment.card-other-model':
    'This card belongs to another model file (it names {card}…, the file is {found}…); give the model it was saved with, or make a new card.',
  'assessment.other-model':
    'The model is not the one this report speaks of (its hash differs); give the model the report was made with.',
  'assessment.other-data':
    'The data are not those this report speaks of (their hash differs); give the same files, scale and standardisation.',
  // attacks
  'attacks.fgsm': 'Fast gradient sign method (FGSM)',
  'attacks.bim': 'Basic iterative method (BIM)',
  'attacks.pgd': 'Projected gradient descent (PGD)',
  'attacks.mi-fgsm': 'Momentum iterative FGSM (MI-FGSM)',
  'attacks.apgd-ce': 'Auto-PGD, cross-entropy (APGD-CE)',
  'attacks.apgd-dlr': 'Auto-PGD, difference of logits ratio (APGD-DLR)',
  'attacks.membership-gap': 'Gap rule: is the record classified correctly?',
  'attacks.membership-loss': 'Threshold on the loss',
  'attacks.membership-confidence': 'Threshold on the confidence in the label',
  'attacks.membership-entropy': 'Threshold on the entropy',
  'attacks.membership-modified-entropy': 'Threshold on the modified entropy',
  'attacks.membership-logit': 'Threshold on the logit of the confidence',
  'attacks.membership-hinge': 'Threshold on the margin (hinge)',
  'attacks.membership-gap-per-class': 'Gap rule, class by class',
  'attacks.membership-loss-per-class': 'Threshold on the loss, class by class',
  'attacks.membership-confidence-per-class': 'Threshold on the confidence in the label, class by class',
  'attacks.membership-entropy-per-class': 'Threshold on the entropy, class by class',
  'attacks.membership-modified-entropy-per-class': 'Threshold on the modified entropy, class by class',
  'attacks.membership-logit-per-class': 'Threshold on the logit of the confidence, class by class',
  'attacks.membership-hinge-per-class': 'Threshold on the margin (hinge), class by class',
  'attacks.membership-shadow': 'Shadow models (Shokri)',
  'attacks.membership-trained': 'Trained attacker',
  'attacks.membership-lira': 'Likelihood ratio attack, online (LiRA)',
  'attacks.membership-lira-offline': 'Likelihood ratio attack, offline (LiRA)',
  'attacks.membership-rmia': 'Robust membership inference attack (RMIA)',
  'attacks.membership-label-only': 'Label-only attack',
  'attacks.membership-quantile': 'Quantile regression',
  'attacks.membership-gap-knows': 'Knows the record with its label and asks for the predicted class.',
  'attacks.membership-threshold-knows':
    'Knows the record with its label and asks for the class probabilities; trains nothing.',
  'attacks.membership-per-class-knows':
    'Knows, besides the record and the answer, half of the non-members of each class, and compares each record with those of the half that it is not in.',
  'attacks.membership-shadow-knows':
    'Knows how the model was trained and has records of the same kind; trains shadow models and, on their answers, an attack model for each class. Does not know any member.',
  'attacks.membership-trained-knows':
    'A supervised auditor: knows the membership of half of the records, learns from the model’s answers about them, and judges the other half.',
  'attacks.membership-lira-knows':
    'Knows how the model was trained; trains shadow models with and without each record. Does not know any member.',
  'attacks.membership-lira-offline-knows':
    'Knows how the model was trained; trains shadow models without the record alone, before it is named. Does not know any member.',
  'attacks.membership-rmia-knows':
    'Knows how the model was trained, has one or more reference models without the record, and other records of the same distribution to compare with. Does not know any member.',
  'attacks.membership-label-only-knows':
    'Sees predicted classes alone; measures how much a record can be changed before its class changes.',
  'attacks.membership-quantile-knows':
    'Knows half of the non-members and learns from them what the model says about a record that it has not seen; trains no shadow models.',
  // cli
  'cli.missing-option': '{option} is missing; give it a value, or see --help.',
  'cli.missing-value': '{option} needs a value of the form {value}.',
  'cli.no-value': '{option} is a switch and takes no value.',
  'cli.option-twice': '{option} is given twice; give it once.',
  'cli.unknown-option': 'The command {command} has no option {option}; see touchstone {command} --help.',
  'cli.unknown-command': 'There is no command {name}; the commands are {known}.',
  'cli.extra-word': '{word} is not expected here; paths and ids follow an option such as --target or --data.',
  'cli.not-a-number': '{option} must be a number, and {value} is none.',
  'cli.language': 'There is no language {value} here; choose one of {known}.',
  'cli.no-file': 'There is no file {path}; check the path, which is relative to the folder you are in.',
  'cli.is-folder': '{path} is a folder; name a file.',
  'cli.cannot-read': 'The file {path} cannot be read ({code}); check its permissions.',
  'cli.not-json': 'The file {path} is not JSON; check that it is the right file.',
  'cli.no-folder': 'The folder of {path} does not exist; create it first.',
  'cli.cannot-write': '{path} cannot be written ({code}); choose another place.',
  'cli.no-target': 'There is no bundled target and no file {target}; the bundled targets are {known}.',
  'cli.model-too-large':
    'The model {path} is larger than 512 MB, too large for this lab; use a smaller model.',
  'cli.no-data': 'There is no bundled data set and no file {data}; the bundled data sets are {known}.',
  'cli.data-form':
    '--data {data} names an empty file; write --data images,labels without a comma at either end.',
  'cli.data-needed':
    '{target} is a model file, so its data must be named too: add --data with a bundled id or your files.',
  'cli.files-only':
    '{option} is for files and {data} is a bundled data set, which is ready as it is; leave {option} out.',
  'cli.workers': '--workers must be a whole number from 1 to 256, and {value} is none.',
  'cli.shard-form': '--shard must be i/n with 1 ≤ i ≤ n, for example 1/4, and {value} is not.',
  'cli.no-webgpu': 'The terminal has no WebGPU; use the engine wasm, or the page for WebGPU.',
  'cli.list-what': 'Name one list: {known}.',
  'cli.verify-one': 'Name one report to verify, for example touchstone verify report.json.',
  'cli.verify-target': 'The report speaks of your own model; name its file with --target.',
  'cli.verify-data': 'The report speaks of your own data; name the files with --data.',
  'cli.verify-standardise':
    "The report's data were standardised; name the file of means and deviations with --standardise.",
  'cli.verify-partial':
    'The report comes from a run that was stopped, so there is nothing whole to compare; verify a finished report.',
  'cli.verify-agrees': 'Agrees: the re-run gave the same report in every figure.',
  'cli.verify-differs':
    'Differs: the re-run gave something else in {count} places; the first ones (report → re-run):',
  'cli.verify-versions':
    'The report was made with Touchstone {touchstone} and onnxruntime-web {onnxruntimeWeb}, other versions than here.',
  'cli.stopped': 'Stopped; nothing was written.',
  'cli.stopped-resumable': 'Stopped; no report was written. The same command goes on where this one stopped.',
  'cli.defect':
    'Something went wrong inside Touchstone ({reason}); please report it with the command you typed.',
  'cli.progress': '{percent} % · {done} of {all} pieces',
  'cli.progress-rate': '{rate} passes/s · {left} left',
  'cli.seconds': '{s} s',
  'cli.minutes': '{m} min {s} s',
  'cli.hours': '{h} h {m} min',
  'cli.method-newcombe': 'Newcombe',
  'cli.method-wilson': 'Wilson',
  'cli.method-bootstrap-bca': 'bootstrap, BCa',
  'cli.method-bootstrap-percentile': 'bootstrap, percentiles',
  'cli.method-t': 't over seeds',
  'cli.summary-interval': '{percent} % interval {low}–{high} ({method})',
  'cli.summary-budget': 'not broken by these attacks at these budgets: {attacks}; ε {from} to {to}',
  'cli.summary-roc': '{attack}: AUC {auc} ({low}–{high}), {tpr} of the members at 1 % false alarms',
  'cli.summary-roc-unresolved':
    '{attack}: AUC {auc} ({low}–{high}); 1 % false alarms cannot be resolved with so few non-members',
  'cli.summary-theft':
    '{sampler}: area under fidelity {area} ({low}–{high}); at {queries} queries fidelity {fidelity}, accuracy {accuracy}',
  'cli.summary-theft-alarm': '{sampler}: PRADA alarm in {alarms} of {seeds} runs, first at query {first}',
  'cli.summary-theft-deviation': '{sampler}: area under deviation {area} ({low}–{high})',
  'cli.summary-theft-reading':
    'a smaller area under fidelity is safer; a larger area under deviation is safer, although the draft prints the opposite',
  'cli.summary-theft-independent':
    'without any theft: an independent model agrees with it on {agreement}, a guess on {chance}',
  'cli.summary-unreliable': 'upper bound, not reliable: a self-check failed',
  'cli.summary-unchecked': 'not checked: the self-checks were switched off, so the value meets no threshold',
  'cli.summary-checks-open':
    'not fully checked: not every self-check came to a result, so the value meets no threshold',
  'cli.status-measured': 'measured',
  'cli.status-met': 'met',
  'cli.status-not-met': 'not met',
  'cli.status-undecided': 'undecided',
  'cli.status-by-hand': 'by hand',
  'cli.status-not-applicable': 'not applicable',
  'cli.status-not-run': 'not run',
  'cli.status-partial': 'partial',
  'cli.status-error': 'failed',
  'cli.help-title':
    'Touchstone: how a model stands up to the attacks and indicators of the machine-learning security standard draft.',
  'cli.help-repeatable': 'May be given several times.',
  'cli.help-default': 'Default: {value}.',
  'cli.help-parameters':
    "Parameters for --set and plan files, with their defaults (null: each attack's own, below). ε and step sizes are in input units for images and in standard deviations of each feature for tables; a relative step is a share of ε.",
  'cli.help-table': 'tables:',
  'cli.help-everywhere': 'With every command:',
  'cli.help-exit':
    'Exit codes: 0 done and all thresholds met (verify: agrees); 1 a threshold not met or undecided, or an item failed (verify: differs); 2 bad input or unable to run; 130 stopped.',
  'cli.command-assess': 'Measures a model and writes the report. Progress and a summary go to stderr.',
  'cli.command-merge':
    'Puts the partial reports of all shards together: the report that one run would have given.',
  'cli.command-verify': "Runs a report's plan again on the same model and data and compares every figure.",
  'cli.command-inspect':
    'Tells what is in a model file, what can be measured of it, and, with data, its accuracy and the likeliest mistakes in reading it.',
  'cli.option-card':
    'A model card: how the model is to be read. Where no model is named, the one that the card names, beside it.',
  'cli.option-preprocess':
    'What the model wants done to values: a preset (unit, bytes, signed, imagenet, caffe, cifar10, mnist …) or guess; sizes and layout come from the model.',
  'cli.option-output': 'The output that holds the scores.',
  'cli.option-single': 'What the one value of a binary model means.',
  'cli.option-label-offset': 'Added to every label of the data; -1 where labels begin at 1.',
  'cli.option-take': 'Writes the k-th of the better readings that are listed into the card, counted from 1.',
  'cli.take': 'There is no reading {value} to take: {count} better ones were found.',
  'cli.take-card': '--take says what --card-out writes; give --card-out too.',
  'cli.option-card-out': 'Writes the settings as a model card.',
  'cli.default-likeliest': 'the likeliest',
  'cli.preset': 'There is no preprocessing {value}; choose one of: {known}.',
  'cli.preset-unfit':
    'The preset {preset} does not fit this model and these data; write the steps into a model card.',
  'cli.single': '--single {value} is not possible; write logit or probability.',
  'cli.see-option': ' See {option}.',
  'cli.label-offset': '--label-offset {value} is not a whole number below 10,000.',
  'cli.inspect-file':
    'Producer {producer}, operator set {opset}, {parameters} parameters, {size}, SHA-256 {sha256}',
  'cli.inspect-inputs': 'Inputs: {list}',
  'cli.inspect-outputs': 'Outputs: {list}',
  'cli.inspect-operators': 'Operators: {list}',
  'cli.inspect-gradient':
    'White box: gradients, scores and labels. Indicators that can be measured: {indicators}',
  'cli.inspect-training': 'With the rows that it was trained on (--train-data) also: {indicators}',
  'cli.inspect-score': 'Scores and labels, no gradients. Indicators that can be measured: {indicators}',
  'cli.inspect-label': 'Labels only. Indicators that can be measured: {indicators}',
  'cli.inspect-unusable': 'This model cannot be used as it stands.',
  'cli.inspect-memory':
    'A worker needs about {megabytes} MB, and {each} kB more for every further sample of a batch.',
  'cli.inspect-time': 'One sample takes about {forward} ms forward; the model gives no gradient.',
  'cli.inspect-times': 'One sample takes about {forward} ms forward and {gradient} ms with its gradient.',
  'cli.inspect-check': 'Gradient: {verdict} {figures}',
  'cli.inspect-guess': 'Likeliest preprocessing: {steps} {reasons}',
  'cli.inspect-guess-none': 'none.',
  'cli.inspect-alternative': '  {accuracy} %: {changes} {setting}',
  'cli.command-export':
    'Writes a model as the lab reads it, preprocessing in front and all, as an ONNX file for any runtime; with --gradient, with loss and gradient.',
  'cli.option-gradient': 'Adds the loss of given classes and its gradient by the input.',
  'cli.option-loss': 'Which loss; with too few classes for DLR the margin.',
  'cli.option-targeted': 'The gradient leads towards a class of choice and not away from the true one.',
  'cli.option-export-out': 'Where the ONNX file goes; written whole or not at all.',
  'cli.gradient-only': '{option} is for the gradient graph; add --gradient or leave {option} out.',
  'cli.loss': 'There is no loss {value}; choose one of: {known}.',
  'cli.exported': '{path}: {inputs} → {outputs}, operator set {opset}, {kilobytes} kB',
  'cli.command-list': 'Lists what is bundled and what can be measured.',
  'cli.command-schema': "Prints the report's JSON Schema.",
  'cli.option-target':
    'The model: a bundled id (see list targets), an ONNX file, or the model.json of a TensorFlow.js layers model with its weight files beside it.',
  'cli.option-data':
    'The data: a bundled id, one CSV or NPZ, an IDX or NPY file and its labels, CIFAR records, a zip, or a folder with a folder of images for each class.',
  'cli.option-train-data':
    'Rows that the model was trained on, in the same form as --data; membership inference compares them with those of --data.',
  'cli.option-scale': 'Divides values by k. Bytes are divided by 255 unless this is given.',
  'cli.option-standardise':
    'After scaling, subtracts the means and divides by the deviations in a file {"mean": …, "std": …}.',
  'cli.option-label-column': 'Column of a CSV file that holds the class.',
  'cli.option-class-names':
    'Names of the classes: one a line, or JSON. Class folders found among them take their numbers.',
  'cli.option-resize': 'Brings images to one size, bilinear as Pillow does it.',
  'cli.option-predictions':
    'Instead of a model: a CSV of recorded predictions with label and score_0 …, score or prediction; member 0 or 1 where known.',
  'cli.default-size': 'as stored; images must be of one size',
  'cli.predictions-alone':
    '{option} belongs to a model, and --predictions stands in place of one; leave one of them out.',
  'cli.verify-predictions': 'The report speaks of recorded predictions; name their file with --predictions.',
  'cli.empty-folder': 'The folder {path} holds no files; name a folder with data.',
  'cli.option-indicators': 'What to measure, by row of Appendix A.',
  'cli.option-plan':
    'A plan as JSON: indicators (ids, or id and parameters), samples, offset, order, seed, engine, thresholds. What the command line says comes on top. The plan of a report is such a file.',
  'cli.option-set': 'Sets one parameter; the value is JSON or a bare word.',
  'cli.option-samples': 'How many samples of the test part.',
  'cli.option-offset': 'How many samples of that order to leave out at the start.',
  'cli.option-order': 'file: as in the file. random: seeded, each class in its share.',
  'cli.option-seed': 'Decides every random draw; a whole number from 0.',
  'cli.option-engine': 'What runs the model; the terminal has wasm only.',
  'cli.option-threshold': 'Met only if the unfavourable end of the interval passes.',
  'cli.option-workers': 'Worker threads; results do not depend on it.',
  'cli.option-shard': 'Does part i of n of the work, for merge.',
  'cli.option-cache':
    'Folder for finished pieces, so that a stopped run goes on. In the default folder they are removed once the report is written; in one you name they stay.',
  'cli.option-no-cache': 'Keeps no finished pieces.',
  'cli.option-lang': 'Language of messages; reports have none.',
  'cli.option-out': 'Where the report goes; written whole or not at all.',
  'cli.option-json': 'As JSON.',
  'cli.option-help': 'Shows this.',
  'cli.default-lang': 'that of the terminal, else en',
  'cli.default-required': 'none, it must be given',
  'cli.default-workers': 'one per core',
  'cli.default-data': "the bundled target's own",
  'cli.default-train-data': 'the training part of the data, where they have one',
  'cli.default-report': 'what the report names',
  'cli.default-scale': '1; for bytes 255',
  'cli.default-none': 'none',
  'cli.default-parameters': 'the parameters below',
  'cli.default-samples': 'all after the offset',
  'cli.default-whole': 'the whole',
  'cli.default-cache': 'touchstone/shards in your cache folder',
  'cli.help-attacks':
    'Defaults of each attack (planned: ε divided by the iterations; total r: r × ε divided by the iterations):',
  'cli.help-grey': 'grey images:',
  'cli.help-coarse': 'images of few grey levels (digits):',
  'cli.help-colour': 'colour images:',
  // datasets
  'datasets.no-files':
    'No data file was given; give a CSV or NPZ file, data and labels as two IDX or NPY files, or a folder or zip of images.',
  'datasets.file-too-large':
    '{name} has {size} GB, and files of 2 GB and more are not read; give a part of it.',
  'datasets.too-much':
    '{name} would take {size} MB of memory, more than the limit of {limit} MB; give a part of it.',
  'datasets.empty': '{name} holds no samples; give a file with data.',
  'datasets.unknown-format':
    '{name} is in none of the formats read here (CSV, NPY, NPZ, IDX, CIFAR binary, also with gzip or in a zip; PNG and JPEG in a folder for each class); convert it to one of them.',
  'datasets.wrong-magic':
    '{name} is called {format} but its content is not; export it again, or check that it is the right file.',
  'datasets.truncated':
    '{name} ends early: its header promises {promised} bytes and {actual} are there; download or export it again.',
  'datasets.too-long':
    '{name} goes on after its data: its header promises {promised} bytes and {actual} are there; export it again.',
  'datasets.lying-header': 'The header of {name} does not fit its content; download or export it again.',
  'datasets.gzip-broken': 'The compressed file {name} is damaged or ends early; download it again.',
  'datasets.gzip-bomb':
    '{name} expands to more than it may, so it was not read on; check where it comes from.',
  'datasets.zip-broken': 'The zip archive {name} is damaged or incomplete; download or make it again.',
  'datasets.zip-entry-broken': '{entry} in {name} is damaged; download or make the archive again.',
  'datasets.zip-entries': '{name} holds {count} files, more than the limit of {limit}; give a part of them.',
  'datasets.zip-bomb':
    '{name} claims to expand to more than its bytes can hold, so it was not expanded; check where it comes from.',
  'datasets.zip-path':
    'The archive {name} holds the name “{entry}”, which leads outside it or is no plain path; make the archive again with relative names and /.',
  'datasets.zip-link':
    '{entry} in {name} is a symbolic link, which is not followed; put the file itself into the archive.',
  'datasets.zip-encrypted': '{entry} in {name} is encrypted; make the archive without a password.',
  'datasets.zip-nested': '{entry} in {name} is itself a zip archive; unpack it first.',
  'datasets.zip-method':
    '{entry} in {name} is compressed in a way that is not read here; make the archive with deflate, the usual method of zip.',
  'datasets.npz-names':
    'The arrays of {name} ({names}) cannot be told apart as data and labels; name them x and y, or x_train, y_train, x_test and y_test.',
  'datasets.npz-others': 'Arrays of {name} that are neither data nor labels were left out: {names}.',
  'datasets.npy-pickled':
    '{name} holds pickled Python objects, which are never read because reading them runs their code; save it as an array of numbers.',
  'datasets.labels-axes':
    'The labels {name} have shape {shape}; give one class per sample, or rows with a single 1 (one-hot).',
  'datasets.validation-left-out': '{name} has a validation part beside its test part; it was left out.',
  'datasets.part-unclear':
    'Some names tell a training or test part and others do not ({names}); name every file with train or test.',
  'datasets.image-broken': 'The image {name} is damaged or ends early; export it again or take it out.',
  'datasets.image-large':
    'The image {name} has {width}×{height} pixels, more than the limit of {limit} million; make it smaller.',
  'datasets.image-no-class':
    'The image {name} lies in no class folder; put the images of each class into a folder of its own.',
  'datasets.image-one-class':
    'All images of {name} lie in one class folder ({folder}), which says nothing of the other classes; give a folder for each class, or a file of class names with it.',
  'datasets.image-sizes':
    'The images of {name} have {count} sizes ({sizes}, height × width); bring them to one with the option resize, for example {example}.',
  'datasets.resize':
    'The size {size} is not of the form height x width with whole numbers from 1 to 4096; give for example 224x224.',
  'datasets.resize-images': 'Only image files are resized, and {name} holds none; leave the option out.',
  'datasets.jpeg-cmyk': '{name} is a JPEG in CMYK, for print; export it as RGB.',
  'datasets.jpeg-coding':
    '{name} is a rare kind of JPEG (arithmetic, lossless, 12 bits or uneven sampling); export it as baseline or progressive JPEG.',
  'datasets.not-images': '{count} files of {name} are no images and were left out: {names}.',
  'datasets.images-deep': '{count} images of {name} have 16 bits a channel; the upper 8 bits were kept.',
  'datasets.images-turned':
    '{count} images of {name} ask by EXIF to be turned for display; they were taken as stored, as Pillow, torchvision and TensorFlow take them.',
  'datasets.images-translucent':
    '{count} images of {name} are partly transparent; the alpha channel was dropped and the stored colours were kept.',
  'datasets.class-order':
    'The class folders of {name} are numbered in natural order (2 before 10); torchvision and Keras sort them as text, where {folder} would have another number. Give a file of class names if the model was trained that way.',
  'datasets.class-names-form':
    '{name} is no list of class names; give one name a line, or JSON such as ["cat", "dog"] or {"0": "cat", "1": "dog"}.',
  'datasets.class-names-twice': '{name} names the class “{class}” twice; give each class a name of its own.',
  'datasets.class-names-count':
    '{name} has {count} class names and there are {classes} classes; give one name for each class.',
  'datasets.class-names-folders':
    '{name} has {count} class names and the data has {folders} class folders, of which “{folder}” is not among the names; make the names fit the folders.',
  'datasets.predictions-read': 'Columns: {taken}.',
  'datasets.predictions-read-others': 'Columns: {taken}. Not looked at: {others}.',
  'datasets.predictions-columns':
    '{name} is no table of predictions; it needs the columns label and either score_0, score_1, … (one for each class), or score (of class 1), or prediction.',
  'datasets.predictions-gap':
    '{name} has no column {column} between its scores; give one column for each class, from score_0 on.',
  'datasets.predictions-member':
    'Row {row} of {name} has member {value}; give 1 for rows that were trained on and 0 for others.',
  'datasets.predictions-differ':
    'In {count} rows of {name} the prediction is not the class with the largest score; the scores were counted.',
  'datasets.idx-magic':
    '{name} begins like an IDX file but has no valid number of axes; export it again with 1 to 4 axes.',
  'datasets.npy-type':
    '{name} holds values of type {type}; save it as bool, integer, float32 or float64 with numpy.save.',
  'datasets.npy-axes': '{name} has {axes} axes; data has 2 to 4 (samples first) and labels have 1.',
  'datasets.csv-no-header':
    'The first line of {name} holds numbers; add a header line with the names of the columns.',
  'datasets.csv-no-label':
    '{name} has no column “{column}” (it has {columns}); name the column of the class with the option label column.',
  'datasets.csv-columns': '{name} has more than {limit} columns; give a file with fewer.',
  'datasets.csv-row':
    'Row {row} of {name} has {actual} values where the header has {expected}; correct that row.',
  'datasets.csv-text': 'Row {row} of {name} is not UTF-8 text; save the file as UTF-8.',
  'datasets.csv-missing':
    'Row {row} of {name} has no value in column {column}; fill in missing values or drop such rows first.',
  'datasets.csv-categorical':
    'Row {row} of {name} has “{text}” in column {column}, which is not a number; a gradient needs numbers, so encode categories first, for example one-hot.',
  'datasets.csv-label-text':
    'Row {row} of {name} has “{text}” in column {column}; the classes of a file must all be whole numbers from 0, or all be words of at most 200 characters, as few as there are classes.',
  'datasets.csv-label-number':
    'Row {row} of {name} has the class “{text}” in column {column}; classes must be whole numbers from 0 here, in the order of the scores.',
  'foreign.empty': '{name} is an empty file; save or download it again.',
  'foreign.lfs':
    '{name} is a pointer of Git LFS that stands for the file itself; fetch that with git lfs pull, or download it from its page.',
  'foreign.web-page':
    '{name} is a web page: the download ended in a login or an error; open the address in a browser and download the file itself.',
  'foreign.pytorch':
    '{name} is a PyTorch file, which needs its Python code to be run; write the model as ONNX with torch.onnx.export.',
  'foreign.keras':
    '{name} is a Keras or HDF5 file; write the model as ONNX with tf2onnx, or as a TensorFlow.js layers model.',
  'foreign.tflite': '{name} is a TensorFlow Lite model; write it as ONNX with tf2onnx --tflite.',
  'foreign.pickle':
    '{name} is a Python pickle, which is never read here because reading it would run code; write a model as ONNX (skl2onnx, torch.onnx.export) and data as .npz.',
  'foreign.weights':
    '{name} holds weights without their network; write the whole model as ONNX with the tool that made it.',
  'datasets.labels-sorted':
    'The classes are words; numbered in sorted order, as scikit-learn does: {names}. If the model has another order, add a list of its class names.',
  'datasets.labels-listed': 'The classes are words; numbered by the list of class names: {names}.',
  'datasets.labels-mixed':
    'One part of the data has its classes as words, the other as numbers; write them the same way in both.',
  'datasets.label-unlisted':
    'The data has the class “{label}”, which is not in the list of class names {name}; add it to the list or correct the data.',
  'datasets.not-finite':
    '{name} holds a value that is not finite (row, column: {place}); remove NaN and infinite values.',
  'datasets.label':
    'Label {label} in row {row} of {name} is not a class; labels are whole numbers from 0, at most {limit}.',
  'datasets.label-beyond-model':
    'The data has label {label} but the model has {classes} classes (0 to {last}); if labels begin at 1, shift them by −1, else check that model and data belong together.',
  'datasets.no-labels':
    'No labels came with {name}; give the file of labels (one axis, whole numbers) with it.',
  'datasets.no-data': '{name} holds labels only; give the file of data with it.',
  'datasets.files-do-not-fit':
    'These {count} files are not one dataset; give one CSV file, or one file of data and one of labels.',
  'datasets.counts-differ':
    '{data} has {count} samples but {labels} has {other} labels; give files that belong together.',
  'datasets.parts-differ':
    'Samples of the training part have shape {train}, of the test part {test}; give parts of one dataset.',
  'datasets.outside-range':
    'Values go from {from} to {to}, outside the range {low} to {high}; divide them with the option scale, for example 255 for pixels of one byte.',
  'datasets.scale': 'Scale {scale} is not a number above 0; give the number that values are divided by.',
  'datasets.stats':
    '{name} is not JSON of the form {"mean": […], "std": […]} with deviations above 0; correct it.',
  'datasets.stats-count':
    'The standardising figures are for {given} features and a sample has {features}; give one figure each, or one for all.',
  'datasets.stats-image':
    'Images are standardised with one mean and one deviation for all channels; put different ones into the model as its first layer.',
  'datasets.shape':
    'A sample has shape {data} and the model takes {model}; choose data and model that belong together.',
  'datasets.unknown-bundled': 'There is no bundled dataset “{id}”; choose one of: {ids}.',
  'datasets.bundled-damaged':
    'The bundled file {name} is not the one this version came with; install it again.',
  // document
  'document.not-a-report':
    'This file is not a Touchstone report; give a JSON file that the page saved or that assess or merge wrote.',
  'document.newer':
    'This report has version {version} and this Touchstone reads up to version {known}; use a newer Touchstone.',
  'document.lacks':
    'This is not a valid report: {place} is missing. It may be another kind of file, or changed by hand; give a report as it was saved.',
  'document.invalid':
    'This is not a valid report: {place} should be {expected}; it may have been changed by hand.',
  'document.too-large':
    'This report is larger than {megabytes} MB, more than any report this tool writes; check that it is the right file.',
  // graph
  'engine.no-gpu':
    'This browser offers no WebGPU here; choose the engine WebAssembly, or “fastest that agrees”.',
  'engine.gpu-failed':
    'WebGPU could not run this model on this machine; choose the engine WebAssembly, or “fastest that agrees”.',
  'engine.gpu-known-wrong':
    'This model has an operator that WebGPU is known to compute wrongly; choose the engine WebAssembly, or “fastest that agrees”.',
  'engine.gpu-disagrees':
    'WebGPU does not compute the same as WebAssembly for this model on this machine; choose the engine WebAssembly, or “fastest that agrees”.',
  'graph.not-onnx': 'This file is not a whole ONNX model; export the model again as .onnx.',
  'graph.old-opset':
    'This model is written in operator set {opset}, older than the lab reads ({oldest}); export it again for operator set 13 or newer.',
  'graph.value-too-large':
    'The operator “{node}” ({operator}) asks for more memory than the lab allows; choose a smaller model or export it again.',
  'graph.too-much-listed':
    'This ONNX file lists more numbers or parts than can be decoded here; export it again with its weights as raw data.',
  'graph.too-much-memory':
    'This model needs about {need} MB of memory for one sample, and {limit} MB are there; use a smaller model, or smaller inputs.',
  'graph.too-large': 'This model is larger than {megabytes} MB; choose a smaller one.',
  'graph.too-many-nodes':
    'This model has {count} operators, more than the lab takes; export it without training parts or choose a smaller one.',
  'graph.bad-tensor':
    'The stored values of “{name}” do not fit the dimensions that the file gives them; export the model again.',
  'graph.tensor-type':
    '“{name}” holds values of a type the lab does not read ({type}); export the model in float32.',
  'graph.external-path':
    'This model asks for weights outside its own folder, which is refused; export it with its weights inside, or beside it.',
  'graph.external-missing':
    'The weights of this model lie in another file, {file}; drop it along with the model.',
  'graph.external-short':
    'The file {file} is shorter than the model says ({has} of {needs} bytes); drop the file that was exported with this model.',
  'graph.external-data':
    'The values of “{name}” are kept in another file; export the model as one file with its weights inside.',
  'graph.sparse':
    'This model holds sparse weights, which the lab does not read; export it with ordinary weights.',
  'graph.defined-twice': 'The value “{name}” is defined twice in this model; export the model again.',
  'graph.missing-value':
    'The operator “{node}” reads “{name}”, which the model does not define; export the model again.',
  'graph.cycle': 'The operators of this model form a circle at “{node}”; export the model again.',
  'graph.inputs':
    'This model has {count} inputs ({names}) and the lab takes models of exactly one; export it with the others fixed.',
  'graph.input-type':
    'The input “{name}” is of type {type}, and the lab feeds numbers; export the model with an input of float32 or whole numbers.',
  'graph.free-shape':
    'The shape of one sample of the input “{name}” is left open; export the model with fixed sizes for all but the batch.',
  'graph.sample-too-large':
    'One sample of this model is larger than the lab takes; choose a model with a smaller input.',
  'graph.unknown-operators':
    'This model uses operators that neither the lab nor its engine knows: {operators}; export it without them or choose another model.',
  'graph.does-not-fit':
    'The operator “{node}” ({operator}) does not fit its inputs; check the model’s shapes and export it again.',
  'graph.not-a-classifier':
    'This model has no output with one row of class values per sample (at least 2 classes); choose a classifier.',
  'graph.no-gradient':
    'These operators have no gradient, so white-box methods cannot be used on this model: {operators}; black-box methods can.',
  'graph.preprocessing-picture':
    'The preprocessing is for pictures, but a sample here has shape {shape}; take the steps on channels, size and layout out.',
  'graph.preprocessing-channels':
    'A step of the preprocessing needs {wanted} channels, but a sample here has {channels}; take that step out or give other data.',
  'graph.preprocessing-figures':
    'The preprocessing gives {given} figures for mean or deviation, but the model takes {channels} channels; give one figure or one per channel.',
  'graph.preprocessing-shape':
    'The preprocessing makes samples of shape {made}, but the model takes {model}; set resizing, channels and layout so that they agree.',
  'graph.no-input':
    'This model’s output does not depend on any input; choose another output or another model.',
  'graph.no-output': 'This model has no output “{name}”; it has: {names}.',
  'graph.new-opset':
    'This model is written in operator set {opset}, newer than the engine reads ({newest}); export it again for operator set {newest} or older.',
  'graph.new-set':
    'This model uses version {version} of the operator set {domain}, newer than the engine reads ({newest}); export it again for version {newest} or older.',
  'graph.functions-too-deep':
    'The function “{name}” of this model calls functions without end; export the model again.',
  'graph.function-opset':
    'The function “{name}” is written in operator set {opset} and the model around it in {model}; export both for the same set.',
  'graph.one-value':
    'The output “{name}” has one value per sample and no final Sigmoid: a regression model, which these indicators do not cover, or a binary one whose value is to be declared a logit or a probability.',
  'graph.regression':
    'This model ends in {operator}, so it predicts a quantity and no class; the indicators here need a classifier, or the declaration that the value is a logit or a probability of two classes.',
  'graph.classes-unknown':
    'The file does not say how many classes “{name}” tells apart; export the model with the shapes of its outputs.',
  'graph.label-strings':
    'The output “{name}” gives nothing but names of classes; export the model with its scores as an output.',
  'graph.finding-score':
    'Scores only: {operators} have no gradient here, so white-box indicators are left out; those that need scores or labels remain.',
  'graph.finding-label':
    'Labels only: the model gives the class and no scores, so only indicators that need labels remain.',
  'graph.finding-zero-gradient':
    'Masked by construction: the gradient of {operators} is zero everywhere, so gradient attacks see nothing through them.',
  'graph.finding-straight-through':
    'Straight-through: the gradient passes {operators} as if they were not there, an approximation.',
  'graph.finding-fixed-batch': 'The file fixes its batch at {batch}: smaller batches are padded.',
  'graph.finding-removed': 'The final {operator} is taken off: losses are computed before it.',
  'graph.engine-lacks':
    'The engine has no code for these operators in this form: {operators}; export the model without them or for a common operator set (13 to 21).',
  'graph.too-few-classes': 'This loss needs at least 2 classes.',
  'graph.engine-stops':
    'The engine could not compute “{node}” ({operator}) of this model; check that the model’s shapes fit each other and export it again.',
  'graph.engine-memory':
    'The engine ran out of memory with this model; use smaller inputs or a smaller model, or close other pages.',
  'graph.engine-refuses':
    'The engine cannot run this model; export it again for a common operator set (13 to 21).',
  // TensorFlow.js layers models
  'layers.not-json': 'This model.json is not whole JSON; save the model again.',
  'layers.one-model':
    'These files hold {count} model.json files of TensorFlow.js and one is needed; give one with its weight files.',
  'layers.graph-model':
    'This is a TensorFlow.js graph model, which holds TensorFlow’s operators instead of layers; convert it with tf2onnx (python -m tf2onnx.convert --tfjs model.json --output model.onnx) and give the ONNX file.',
  'layers.malformed':
    'This model.json is not built like a layers model: {place} is missing or not what it should be; save the model again.',
  'layers.unsupported':
    'This model has layers that are not converted: {layers}; export it to ONNX with tf2onnx or choose a model without them.',
  'layers.does-not-fit':
    'The layer “{layer}” ({kind}) does not fit its inputs; check the model’s shapes and save it again.',
  'layers.no-weights':
    'This model.json names no weights, only layers; save the model with its weights and give the files together.',
  'layers.no-weight':
    'The weights that model.json lists have no “{name}”, which a layer needs; save the model again with all its weights.',
  'layers.weight-shape':
    'The weight “{name}” has shape {found} where its layer takes {wanted}; save model.json and weights again, together.',
  'layers.weight-type':
    'The weight “{name}” is stored as {type}, which is not converted; save the model with float32 weights.',
  'layers.shard-missing':
    'This model’s weights are also in: {names}; give these files together with model.json.',
  'layers.shard-path':
    'This model.json looks for its weights at “{path}”; only plain file names beside it are read, so put the files there and correct the path.',
  'layers.shard-size':
    'The weights in {names} take {actual} bytes and model.json promises {promised}; give the files that belong to this model.json.',
  // presets and guesses of preprocessing
  'presets.unit': 'Values in [0, 1]',
  'presets.bytes': 'Bytes, 0 to 255',
  'presets.signed': 'Values in [−1, 1]',
  'presets.imagenet': 'ImageNet mean and deviation',
  'presets.caffe': 'ImageNet, blue first, bytes less the mean (Caffe)',
  'presets.cifar10': 'CIFAR-10 mean and deviation',
  'presets.cifar10-2023': 'CIFAR-10 mean, smaller deviation (0.2023 …)',
  'presets.cifar100': 'CIFAR-100 mean and deviation',
  'presets.gtsrb': 'GTSRB mean and deviation, 32 × 32',
  'presets.gtsrb-48': 'GTSRB mean and deviation, 48 × 48',
  'presets.mnist': 'MNIST mean and deviation',
  'presets.fashion-mnist': 'Fashion-MNIST mean and deviation',
  'guess.nhwc': 'The model takes {shape}: channels last.',
  'guess.flat-nhwc': 'The model takes flat rows; the channels of a pixel may stand side by side in them.',
  'guess.repeat': 'The model takes three channels and the pictures are grey: the grey channel is repeated.',
  'guess.grey': 'The model takes one channel and the pictures have colours: they are weighed to grey.',
  'guess.pad': 'Pictures of {from} get a border of zeros to {to}.',
  'guess.resize': 'Pictures of {from} are scaled to {to}.',
  'guess.front-unit':
    "The model's first operators ({operators}) normalise by themselves, from values in [0, 1].",
  'guess.front-bytes': "The model's first operators ({operators}) normalise by themselves, from bytes.",
  'guess.front': "The model's first operators ({operators}) normalise the columns by themselves.",
  'guess.framework': 'Usual for models of this kind from {producer}.',
  'guess.common': 'Usual for pictures with this number of channels: {channels}.',
  'guess.range':
    'The data were standardised when they were read (values from {low} to {high}), so they stay as they are.',
  'guess.standardised': 'The columns are standardised already.',
  'guess.standardise':
    'The columns have very different sizes: networks are usually trained on standardised ones.',
  'guess.columns': 'The columns as they are in the file.',
  'guess.pipeline': 'scikit-learn pipelines usually hold their own scaling.',
  // accuracy on the data and likely mistakes
  'diagnosis.accuracy':
    '{accuracy} % of {n} samples are classified correctly (95 % interval {low}–{high} %); guessing gives {chance} %.',
  'diagnosis.near-chance':
    'That is no better than guessing: model, data or the settings between them do not belong together.',
  'diagnosis.low': 'That is low for a trained model; the settings may be wrong.',
  'diagnosis.found':
    'With other settings more samples are right; take the one that says how the model was trained.',
  'diagnosis.better':
    'It seems to be read rightly; in another way {other} % instead of {now} % of {n} other samples are right. Take it if the model was trained so.',
  'diagnosis.nothing':
    'None of {tried} common mistakes (value range, mean and deviation, channel order, layout, inverted or turned pictures, labels) explains it.',
  'diagnosis.bgr': 'blue channel first',
  'diagnosis.rgb': 'red channel first',
  'diagnosis.own-figures': 'mean and deviation of the data themselves',
  'diagnosis.scaled': 'values times {by}',
  'diagnosis.output': 'the output {name} holds the scores',
  'diagnosis.logit': 'the one value is a logit',
  'diagnosis.probability': 'the one value is a probability',
  'diagnosis.invert': 'dark and light exchanged',
  'diagnosis.not-inverted': 'dark and light not exchanged',
  'diagnosis.transpose': 'rows and columns exchanged',
  'diagnosis.not-transposed': 'rows and columns not exchanged',
  'diagnosis.nhwc': 'channels last',
  'diagnosis.nchw': 'channels first',
  'diagnosis.resize': 'another way to the size and channels of the model',
  'diagnosis.labels-same': 'labels as they are',
  'diagnosis.labels-late': 'labels one lower (they begin at 1)',
  'diagnosis.labels-early': "labels one higher (the model's class 0 stands for something else)",
  'diagnosis.labels-text': 'classes in the order of their numbers as texts (0, 1, 10, 11, 2 …)',
  'diagnosis.labels-shuffled': 'labels in another order ({map})',
  // indicators
  'defences.noise': 'Noise on the probabilities',
  'defences.noise-what':
    'Gaussian noise of standard deviation 0.1 on each probability, cut at 0 and divided by the sum.',
  'defences.rounding': 'Probabilities rounded to tenths',
  'defences.rounding-what': 'Each probability is rounded to tenths.',
  'defences.temperature': 'Softmax at temperature 5',
  'defences.temperature-what': 'Probabilities are evened out by a temperature of 5; their order stays.',
  'defences.top-1': 'Only the largest probability',
  'defences.top-1-what': 'The predicted class and its probability are shown, nothing else.',
  'defences.top-3': 'Only the three largest probabilities',
  'defences.top-3-what': 'The three largest probabilities are shown, nothing else.',
  'membership.assumed':
    'The training part of the data is taken for the rows that the model was trained on; the figures mean nothing if it was trained on others.',
  'membership.differ-inputs':
    'Members and non-members differ by themselves: a classifier that sees inputs and labels but not the model tells them apart (AUC {low}–{high}). The figures are not membership leakage, and nothing is judged from them.',
  'membership.differ-reference':
    'Members and non-members differ by themselves: a model that was trained on neither of them tells them apart (AUC {low}–{high}). The figures are not membership leakage, and nothing is judged from them.',
  'membership.few':
    'There are only {members} members and {nonMembers} non-members: every figure here is rough.',
  'membership.field-attacks': 'Attacks',
  'membership.field-attacks-what':
    'How members are told from non-members. Those with shadow models train models of the same recipe first.',
  'membership.field-baselines': 'Compare without the model',
  'membership.field-baselines-what':
    'Measures whether members and non-members can be told apart without the model; without it nothing can be judged.',
  'membership.field-defences': 'Defences of the answers',
  'membership.field-defences-what':
    "What the attacker is shown in place of the model's probabilities; each is attacked by itself, with shadows behind the same defence.",
  'membership.field-augmented': 'Ask about copies, too',
  'membership.field-augmented-what':
    'LiRA looks at nine shifted and mirrored copies of each image besides the image itself: ten questions a record. Of use where the model was trained on such copies.',
  'membership.field-variance': 'Spread in LiRA',
  'membership.field-variance-what':
    'One spread for all records needs few shadow models; a spread for each record is sharper from about 64 of them.',
  'membership.variance-automatic': 'as the number of shadow models suits',
  'membership.variance-fixed': 'one for all records',
  'membership.variance-per-record': "each record's own",
  'membership.idle-augmented': 'Only images have copies.',
  'membership.idle-lira': 'Only LiRA looks at it.',
  'membership.field-records': "Keep each record's scores",
  'membership.field-records-what':
    'Adds to the report what every attack thinks of every record; such a report tells who was in the training data.',
  'membership.field-shadows': 'Shadow models',
  'membership.field-shadows-what':
    'Models that the attacker trains by the same recipe on known halves of the records. More of them make LiRA sharper; the time grows in step.',
  'membership.idle-shadows': 'None of the chosen attacks uses shadow models.',
  'membership.no-baselines':
    'Recorded predictions hold no inputs, so it cannot be checked whether members and non-members differ by themselves; no threshold is met or failed by them.',
  'membership.no-defence': "None: the model's answers as they are",
  'membership.off-recorded': 'There are only recorded predictions, no model and no inputs.',
  'membership.off-scores': 'The model gives classes only, no scores.',
  'membership.shadows-guess':
    'Nobody says how the model was trained: shadows follow a guess (the network and plan that such data usually begin with), so a shadow attack that finds little is no evidence of safety.',
  'membership.unscored':
    'Not measured: {attacks}. They need more shadow models, or rows that can be set apart; raise the number of shadows or give more rows.',
  'membership.shadows-no-proof':
    'Shadow attacks know the recipe or guess it; one that finds little is no evidence that the model is safe.',
  'stealing.field-samplers': 'Ways to choose queries',
  'stealing.field-samplers-what':
    'How a thief chooses what to ask. Each is measured by itself, with the same seeds, network and steps.',
  'stealing.field-budgets': 'Query budgets',
  'stealing.field-budgets-what':
    'Numbers of queries at which a copy is trained afresh. Those above the size of the thief’s pool are left out.',
  'stealing.field-seeds': 'Seeds',
  'stealing.field-seeds-what':
    'Thieves of each way of choosing, each with draws and starting weights of its own. Intervals need two; five or more are advised.',
  'stealing.field-answers': 'Answers',
  'stealing.field-answers-what':
    'What the model shows: all scores, the class with its score, or the class alone.',
  'stealing.answers-soft': 'All scores',
  'stealing.answers-top-1': 'The class and its score',
  'stealing.answers-labels': 'The class alone',
  'stealing.field-surrogate': 'Network of the copies',
  'stealing.field-surrogate-what':
    'The model’s own architecture where its card tells it, else a declared guess; or half, or twice as wide; or a plain network with one hidden layer.',
  'stealing.surrogate-same': 'As the model’s',
  'stealing.surrogate-smaller': 'Half as wide',
  'stealing.surrogate-larger': 'Twice as wide',
  'stealing.surrogate-mlp': 'One hidden layer of 64',
  'stealing.field-steps': 'Training steps of a copy',
  'stealing.field-steps-what':
    'Optimiser steps of each copy, the same at every budget. Too few make every theft look harmless.',
  'stealing.field-transfer': 'Adversarial inputs from copies',
  'stealing.field-transfer-what':
    'The attack that makes adversarial inputs on each copy; they are then put to the model.',
  'stealing.transfer-none': 'None',
  'stealing.transfer-fgsm': 'FGSM',
  'stealing.transfer-pgd': 'PGD',
  'stealing.field-epsilons': 'ε of those inputs',
  'stealing.field-epsilons-what': 'How far each value may be moved (L∞).',
  'stealing.idle-epsilons': 'No adversarial inputs are made.',
  'stealing.growing': 'Copies are still being trained: curves grow.',
  'stealing.waiting': 'The first copies are being trained.',
  'stealing.lead': 'The best thief of those tried: {sampler}.',
  'stealing.roles':
    'The thief could ask about {pool} rows of its own; copies and model (right on {accuracy}) are compared on {n} other rows.',
  'stealing.area': 'Area under fidelity',
  'stealing.area-note': 'A mean over the queries; the smaller, the safer.',
  'stealing.area-deviation': 'Area under deviation',
  'stealing.areas-note':
    'The draft takes the area under deviation and calls a smaller one safer; a small deviation is a good copy, so the area under fidelity leads here and the literal one stands beside it: the larger, the safer.',
  'stealing.show': 'Curves of',
  'stealing.queries': 'Queries',
  'stealing.curves-note':
    'Means over seeds with Student’s interval. Each copy is trained from scratch, as many steps at every budget.',
  'stealing.measure-fidelity': 'Fidelity',
  'stealing.measure-accuracy': 'Accuracy of the copy',
  'stealing.measure-deviation': 'Deviation ratio',
  'stealing.measure-transferability': 'Transferability',
  'stealing.measure-at': '{measure} at ε {epsilon}',
  'stealing.reading-fidelity':
    'The share of rows on which copy and model say the same. What lies above the lines without theft was stolen.',
  'stealing.reading-accuracy': 'The share of rows that the copy gets right.',
  'stealing.reading-deviation': 'How far the copy’s accuracy is from the model’s, as a share of the model’s.',
  'stealing.reading-transferability': 'The share of adversarial inputs made on the copy that fool the model.',
  'stealing.chance': 'guessing',
  'stealing.independent': 'a model of its own, no queries',
  'stealing.table': 'What each way of choosing queries came to',
  'stealing.sampler': 'Queries by',
  'stealing.most-queries': 'Most queries',
  'stealing.alarm': 'Alarm of PRADA',
  'stealing.alarm-at': 'at query {query} ({raised} of {seeds} runs)',
  'stealing.no-alarm': 'none',
  'stealing.off-other': 'Its thief asks about data of another kind, which cannot be given yet.',
  'stealing.no-scores': '{name} is {value}, but this model gives classes only; choose labels.',
  'stealing.assumed': 'The training part of the data is taken for the rows that the model was trained on.',
  'stealing.guess':
    'How the model was made is not known: network and training of copies and of the independent model are a guess. A theft that fails with it is no evidence of safety.',
  'stealing.pool-test':
    'There are too few training rows that the model was not trained on: of the test rows looked at, {pool} are the thief’s and {evaluation} serve to compare.',
  'stealing.beyond':
    'Budgets left out: {budgets}. The thief’s pool has {pool} rows; give more rows to go further.',
  'stealing.few': 'Copies are compared on only {count} rows: every figure here is rough.',
  'stealing.one-seed': 'There is one seed only, so there are no intervals; take five or more.',
  'stealing.no-pool': 'There are too few rows to divide them between thief and comparison; look at more.',
  'roc.success': 'Success rate with as many members as non-members',
  'roc.success-note': '0.5 (50%) is chance: guessing gets this far.',
  'roc.no-leakage': 'This is no measure of leakage: members and non-members differ without the model.',
  'roc.nothing-judged': 'Nothing is judged from these figures: members and non-members differ by themselves.',
  'roc.growing': 'Figures so far: curves move as records and shadow models come in.',
  'roc.waiting':
    'Figures appear when the first records are scored; attacks with shadow models wait for their shadows.',
  'roc.lead': 'Strongest where the other half of the records chose: {attacks}.',
  'roc.roles': '{members} members and {nonMembers} non-members are told apart.',
  'roc.roles-shadows': 'Shadow models: {count}.',
  'roc.roles-population': 'Further rows that the attacker knows: {count}.',
  'roc.accuracy-gap': 'Gap between training and other rows',
  'roc.accuracy-gap-what': 'A model that is much better on its training rows gives members away.',
  'roc.accuracy-members': 'Accuracy on members',
  'roc.accuracy-others': 'Accuracy on non-members',
  'roc.checks': 'Compared without the model',
  'roc.checks-what':
    'Who does not see the model should be at chance, AUC 0.5. Otherwise the attacks may find a difference of the data, not leakage.',
  'roc.check-inputs': 'Classifier of inputs and labels',
  'roc.check-reference': 'Model trained on neither',
  'roc.check-passed': 'At chance',
  'roc.check-failed': 'They differ',
  'roc.unchecked': 'Not compared: nothing can be judged from the figures.',
  'roc.no-defence': 'No defence',
  'roc.table': 'Attacks and defences',
  'roc.table-what':
    'Advantage is TPR − FPR at a threshold from the other half of the records. “Optimistic” is the best threshold picked on the very records; beside it stands what 95 of 100 random splits stay below. Not resolvable: there are too few non-members for a rate this low.',
  'roc.defence': 'Defence',
  'roc.tpr-at': 'TPR at {fpr} FPR',
  'roc.advantage': 'Advantage',
  'roc.in-sample': 'Optimistic',
  'roc.by-chance': 'by chance {value}',
  'roc.unresolvable': 'not resolvable',
  'roc.explorer': 'Move the threshold',
  'roc.overlay': 'Compare',
  'roc.overlay-attacks': 'Attacks',
  'roc.overlay-defences': 'Defences',
  'roc.chart': 'ROC curve',
  'roc.reading':
    '{attack}: at the chosen threshold {tpr} of the members are found, with {fpr} false alarms among non-members.',
  'roc.note':
    'The band is pointwise, 95%, and belongs to the chosen attack; the ring is the threshold. The dotted line is chance.',
  'roc.note-growing':
    'The ring is the threshold; the dotted line is chance. The band comes with the last piece.',
  'roc.fpr': 'False positive rate',
  'roc.tpr': 'True positive rate',
  'roc.chance': 'Chance',
  'roc.runs': 'The same membership attack on these models',
  'roc.runs-what':
    'What a recipe or a defence buys (a curve closer to the diagonal) beside what it costs (accuracy on rows the model never saw).',
  'roc.runs-reading': '{attack}, AUC: {areas}.',
  'roc.runs-note':
    'Bands: pointwise 95 % intervals. Dotted: chance. Models that were attacked on other rows differ by their rows, too.',
  'roc.band': '{name}, band',
  'roc.histogram': 'Scores of members and non-members',
  'roc.histogram-reading':
    'Who scores at least the threshold, from the line to the right, is called a member.',
  'roc.histogram-note': 'Each group as shares of itself; the outer bars hold all scores beyond.',
  'roc.score': 'Score',
  'roc.share': 'Share',
  'roc.members': 'Members',
  'roc.non-members': 'Non-members',
  'roc.threshold': 'Threshold',
  'roc.threshold-says': '{threshold}: TPR {tpr}, FPR {fpr}',
  'roc.threshold-above': 'above every score',
  'roc.threshold-field': 'Threshold as a number',
  'roc.threshold-help': 'Goes to the nearest threshold of the curve that is not below.',
  'roc.threshold-number': 'Type a number, for example −0.5.',
  'roc.confusion': 'Sorted at this threshold',
  'roc.called-member': 'Called member',
  'roc.called-other': 'Called non-member',
  'roc.precision': 'Precision at half-and-half',
  'roc.at-risk': 'Records most at risk',
  'roc.at-risk-what': 'Members that stand out most. Attack: {attack}.',
  'roc.at-risk-open':
    'A record opens with its φ, the logit of the confidence in its label, under each shadow model.',
  'roc.row': 'Training row',
  'roc.label': 'Label',
  'roc.above': 'Non-members at least as high',
  'roc.shadows': 'Shadows',
  'roc.open': 'Show',
  'roc.close': 'Hide',
  'roc.open-row': 'Show φ of row {row} under the shadows',
  'roc.close-row': 'Hide φ of row {row} under the shadows',
  'roc.strip-says':
    'φ of row {row}: mean {inside} under shadows trained on it ({countIn}), {outside} under others ({countOut}); {target} under the target.',
  'roc.strip-in': 'Shadow trained on it',
  'roc.strip-out': 'Shadow not trained on it',
  'roc.strip-target': 'Target',
  'roc.class': 'Class',
  'roc.classes': 'Risk by class',
  'roc.classes-reading': 'AUC of each class apart; 0.5 is chance. Attack: {attack}.',
  'roc.classes-missing': 'Classes with fewer than ten members or non-members have no bar.',
  'indicators.a-1-2': 'Membership inference attack success rate',
  'indicators.a-1-2-what':
    'How well attackers tell the records a model was trained on from others: ROC curves, their areas, and the rate of members found at few false alarms.',
  'indicators.a-1-4': 'Model stealing success rate',
  'indicators.a-1-4-what':
    'How far copies that are trained on the model’s answers get: accuracy, agreement with the model and deviation against the number of queries, and whether adversarial inputs made on a copy fool the model.',
  'indicators.a-3-1': 'Accuracy, precision, recall, F1, PR curve and AUC',
  'indicators.members-apart': '{count} rows are marked as trained on (member 1) and are not counted here.',
  'indicators.absent-classes':
    'Class {absent} has no sample here: its recall is undefined and counts as 0; its AUC is undefined and left out of the mean.',
  'indicators.no-scores':
    'The model gives nothing but the class: AUC, average precision and precision–recall curves need scores and are left out.',
  'indicators.no-class': '{count} outputs held values that are not numbers; these samples count as wrong.',
  'indicators.no-interval':
    'No interval can be given for {figures}: resampling these samples gives the same figure again and again; more samples may help.',
  'indicators.a-5-3': 'White-box adversarial robust accuracy',
  'indicators.unknown-parameter': '{indicator} has no parameter {name}; it takes: {allowed}.',
  // --- parameters of indicators ---
  'indicators.a-3-1-what':
    'How often the model is right on the samples as they are, in all and class by class.',
  'indicators.a-5-3-what':
    'How often the model is still right when an attacker who knows the whole model changes the samples a little.',
  'indicators.field-attacks': 'Attacks',
  'indicators.field-attacks-what':
    'Each is run by itself; the worst case counts a sample as broken when any of them breaks it.',
  'indicators.field-norm': 'Distance',
  'indicators.field-norm-what':
    'How the size of a change is measured: by its largest single change (L∞) or by its length (L2).',
  'indicators.field-epsilons': 'Strengths ε',
  'indicators.field-epsilons-what':
    'The largest change that is allowed, one point of the curve each. 0 stands for the samples as they are.',
  'indicators.field-iterations': 'Iterations',
  'indicators.field-iterations-what':
    'Steps of each run. More steps make an attack stronger until its curve is flat.',
  'indicators.field-step-size': 'Step size',
  'indicators.field-step-size-what':
    'How far one step goes. Too small a step cannot reach the edge of the ball; too large a one jumps about.',
  'indicators.field-restarts': 'Restarts',
  'indicators.field-restarts-what':
    'Runs from new random starting points. A sample is broken when one of them breaks it.',
  'indicators.field-random-start': 'Random start',
  'indicators.field-random-start-what':
    'Whether a run begins at a random point of the ball or at the sample itself.',
  'indicators.field-loss': 'Loss',
  'indicators.field-loss-what':
    'What the attacker makes larger. The margin and DLR still work where the model is so confident that cross-entropy goes flat.',
  'indicators.field-batch': 'Samples per pass',
  'indicators.field-batch-what':
    'How many samples go through the model at once. It decides speed and memory, no figure.',
  'indicators.field-points': 'Points of the mean',
  'indicators.field-points-what':
    'The strengths whose accuracies are averaged into the value of the indicator; all above 0 unless chosen.',
  'indicators.field-count': 'What counts',
  'indicators.field-count-what':
    'Whether a sample counts as broken from its first success on, or only when the end point of the run breaks it, as attack libraries return it.',
  'indicators.field-mode': 'Extent',
  'indicators.field-mode-what':
    'Full: every attack on every sample, so attacks can be compared. Cascade: each attack only on what is left, for the worst case alone; faster.',
  'indicators.field-self-checks': 'Self-checks',
  'indicators.field-self-checks-what':
    'Tests of the measurement itself: weak gradients, too few steps, random noise that does better. Without them the value meets no threshold.',
  'indicators.field-samples': 'Samples kept',
  'indicators.field-samples-what': 'Adversarial samples kept for looking at, for each attack and strength.',
  'indicators.own-value': 'each attack’s own',
  'indicators.norm-linf': 'L∞, largest change',
  'indicators.norm-l2': 'L2, length',
  'indicators.loss-cross-entropy': 'cross-entropy',
  'indicators.loss-margin': 'margin (C&W)',
  'indicators.loss-dlr': 'difference of logits ratio (DLR)',
  'indicators.count-first-success': 'first success',
  'indicators.count-last-iterate': 'end point alone',
  'indicators.mode-full': 'full',
  'indicators.mode-cascade': 'cascade',
  'indicators.off-norm': 'Does not work with this distance ({norm}).',
  'indicators.idle-decided': 'The chosen attacks decide this themselves.',
  'indicators.idle-no-random-start': 'Without a random start every restart would repeat the first.',
  // --- indicators ---
  'indicators.parameter-integer': '{name} is {value}, but must be a whole number from {min} to {max}.',
  'indicators.parameter-boolean': '{name} is {value}, but must be true or false.',
  'indicators.parameter-choice': '{name} is {value}, but must be one of: {allowed}.',
  'indicators.parameter-choices':
    '{name} is {value}, but must be a list of one or more different ones of: {allowed}.',
  'indicators.parameter-numbers':
    '{name} is {value}, but must be a list of one or more finite numbers, none below 0, e.g. [0, 0.1, 0.2].',
  'indicators.parameter-counts':
    '{name} is {value}, but must be a list of whole numbers from 1 up, e.g. [50, 100, 200].',
  'indicators.parameter-epsilons': '{name} is {value}, but must hold at least one number above 0.',
  'indicators.parameter-step-size':
    '{name} is {value}, but must be a number above 0 (input units), {"relative": r} (r times ε) or {"total": r} (r times ε over the number of iterations), with r above 0.',
  'indicators.parameter-points':
    '{name} is {value}, but must be a list of values above 0 that are also in epsilons: {allowed}.',
  'indicators.parameter-restarts':
    '{name} is {value}, but without a random start every restart repeats the first: set randomStart to true or restarts to 1.',
  'indicators.parameter-cascade':
    '{name} is {value}, but a cascade counts at the first success alone: set count to first-success or mode to full.',
  'indicators.not-broken':
    'Share of samples not broken by these attacks at these budgets: an upper bound of what an attacker leaves.',
  'indicators.upper-bound':
    'Upper bound, not reliable: a self-check failed, so stronger attacks are likely to break more.',
  'indicators.below-grid':
    'ε {epsilons} is below one step of the stored grid ({step}): no stored sample can carry such a perturbation.',
  'indicators.no-grid':
    'These images have no stored form here (their values are not whole numbers over one scale), so it was not checked whether adversarial samples survive being stored.',
  'indicators.no-training-part':
    'These data name no training part: standard deviations and bounds are those of the test part itself.',
  'indicators.zero-gradient-operators':
    'Masked by construction: the gradient of these operators is zero everywhere: {operators}. What passes through them is hidden from white-box attacks, and the accuracy may be too high.',
  'indicators.straight-through':
    'Gradients pass {operators} straight through, an approximation: the true gradient of rounding is zero. The accuracy may be too high.',
  'indicators.planned':
    'The steps of {attacks} depend on the planned length: their iteration axis reads iterations of a run planned for that length.',
  'indicators.non-finite-gradients':
    '{bad} of {gradients} gradients held values that are not finite; these were taken as 0.',
  'indicators.zero-gradients':
    '{zero} of {gradients} gradients were zero in every component: the model may hide its gradients, and the accuracy is then too high.',
  'indicators.cascade':
    'Cascade: each attack ran only on what the ones before it, and smaller ε, had left; figures per attack are conditional.',
  'indicators.unchecked':
    'The self-checks were switched off: nothing says whether the attacks were strong enough.',
  'indicators.small-subset':
    'The self-checks had {n} initially correct samples, fewer than the {wanted} they want.',
  'indicators.check-failed':
    'Self-check {check} ({variant}) failed on {violations} of {n} samples: the figure is an upper bound, not reliable.',
  'indicators.check.one-step': 'Many steps are at least as strong as one',
  'indicators.check.unbounded': 'A perturbation as wide as the input range breaks everything',
  'indicators.check.random-noise': 'Random noise of the same size breaks nothing that the attacks leave',
  'indicators.check.gradients': 'Gradients are neither zero nor infinite',
  'indicators.check.losses': 'Other losses break nothing that the attacks leave',
  'indicators.check.stability':
    'More steps, more restarts, other step sizes break nothing that the attacks leave',
  'indicators.check.differences': 'Gradients agree with central differences at attack points',
  'indicators.check.repeat': 'The same input gives the same output',
  // --- explore ---
  'explore.nth': '{at} of {of}',
  'explore.path-fell-last': 'It fell at iteration {iteration}, the last one.',
  'explore.heat-all': 'Of all {n} samples.',
  'explore.scrubber': 'Where to look',
  'explore.accuracy-title': 'Accuracy under attack',
  'explore.accuracy-what': 'How many samples stay right under each attack.',
  'explore.accuracy-how':
    'Each curve is one attack, run on its own at each point; “worst case” counts a sample as wrong once any attack has broken it at this strength or a smaller one. The band holds the 95 % interval of the chosen attack: another choice of test samples would move the curve within about that much. Against iterations, each curve shows a run at one ε as it goes on.',
  'explore.accuracy-how-cascade':
    'This run was a cascade: each attack saw only the samples that the ones before it left, so only the worst case has a curve. The band is its 95 % interval.',
  'explore.accuracy-next':
    'Move the scrubber until the accuracy falls, then look at the samples that fall there.',
  'explore.accuracy-reading': '{attack}: {place}.',
  'explore.place-epsilon': 'ε {at}',
  'explore.place-iteration': 'iteration {at}',
  'explore.place-accuracy': '{place}, accuracy {accuracy} ({low} to {high})',
  'explore.counts': '{correct} of {n} samples stand; 95 % interval {low} to {high}',
  'explore.axis': 'Accuracy against',
  'explore.against-epsilon': 'strength ε',
  'explore.against-iterations': 'iterations',
  'explore.scrub-epsilon': 'Strength ε',
  'explore.scrub-iterations': 'Iteration',
  'explore.scrub-walk': 'Step along the walk',
  'explore.before': 'Before the attack',
  'explore.after': 'After the attack',
  'explore.true-confidence': 'Probability of the true class',
  'explore.samples-axis': 'Samples',
  'explore.histogram-title': 'How sure the model is of the true class',
  'explore.histogram-reading': 'Below one half after the attack: {lowered} of {n} samples computed here.',
  'explore.samples-title': 'Samples at this point',
  'explore.samples-what': 'Computed again with the very draws of the run.',
  'explore.samples-how':
    '✓ stands, ✗ has fallen, – was wrong before any attack; below stands the true class and, after →, what the model takes it for. The bar is the probability of the true class now, the line in it that before the attack. “Difference” is amplified until its largest change is fully bright or dark.',
  'explore.samples-how-table':
    '✓ stands, ✗ has fallen, – was wrong before any attack; below stands the true class and, after →, what the model takes it for. The bar is the probability of the true class now, the line in it that before the attack. Open a sample to see which features were changed, in their own units.',
  'explore.samples-next': 'Keep the samples that fall first, and open one: Enter or a click.',
  'explore.samples-count': '{shown} of {of} samples; {standing} of them stand here',
  'explore.computing': 'computing {count} …',
  'explore.strip-title': 'When samples fell',
  'explore.strip-how': 'Drag over bars, or Shift + arrow keys, to keep those samples.',
  'explore.strip-bin': '{name}: {count}',
  'explore.bin-before': 'wrong before any attack',
  'explore.bin-stands': 'stands to the end',
  'explore.bin-epsilon': 'fell first at ε {epsilon}',
  'explore.bin-start': 'fell at the start point',
  'explore.bin-iteration': 'fell at iteration {from}',
  'explore.bin-iterations': 'fell at iterations {from} to {to}',
  'explore.tick-before': 'before',
  'explore.tick-stands': 'stands',
  'explore.chips': 'What is kept',
  'explore.chip-remove': 'Let go: {text}',
  'explore.chip-range': '{first} … {last}',
  'explore.chip-class': 'true class {label}',
  'explore.chip-as': 'taken for {label}',
  'explore.chip-ids': '{count} selected samples',
  'explore.all-samples': 'All samples',
  'explore.look': 'What the pictures show',
  'explore.look-adversarial': 'Perturbed',
  'explore.look-difference': 'Difference',
  'explore.look-clean': 'Original',
  'explore.order': 'Order',
  'explore.order-taken': 'as taken',
  'explore.order-fell': 'first to fall',
  'explore.order-class': 'by class',
  'explore.grid-label': 'Samples {from} to {to} of {of}',
  'explore.grid-keys':
    'Arrow keys move, Enter opens a sample, Shift and arrow keys select a range, Space selects one, Escape lets go, Page keys turn pages.',
  'explore.page': '{from}–{to} of {of}',
  'explore.page-before': 'Page before',
  'explore.page-after': 'Next page',
  'explore.no-samples': 'No samples yet.',
  'explore.no-brushed': 'No sample is left. Let go of a part of the selection.',
  'explore.gone':
    'The model or the data of this run are not open, so only the samples kept in the report can be shown. Open the same model and data to compute the others.',
  'explore.tile-stands': 'stands',
  'explore.tile-fell': 'has fallen',
  'explore.tile-before': 'wrong before any attack',
  'explore.tile-taken': 'taken for {label}, {confidence}',
  'explore.comma': ', ',
  'explore.no-class': 'no class',
  'explore.class': 'Class',
  'explore.classes-title': 'Which classes fall, and into what',
  'explore.classes-what':
    'Accuracy of each true class at the chosen point, and what the perturbed samples are taken for.',
  'explore.classes-how':
    'A bar is one true class with its 95 % interval; few samples make wide intervals. In the heat map a row is a true class and a column what the model says; the framed diagonal is right. Press a bar or a cell to keep those samples, again to let go.',
  'explore.classes-next':
    'Press the cell with the most samples off the diagonal and look at what they have in common.',
  'explore.class-accuracy': 'Accuracy of each class',
  'explore.class-reading':
    'Lowest under {attack}: {label} with {accuracy} of {n} samples. Intervals of single classes are wide; an order of classes is not tested here.',
  'explore.heat-title': 'What they are taken for',
  'explore.heat-reading': 'Most often {label} is taken for {taken}: {n} samples.',
  'explore.heat-none': 'All samples computed here are taken for what they are.',
  'explore.heat-note': 'Of {n} samples computed here, not of all {of}.',
  'explore.taken-for': 'Taken for',
  'explore.true-class': 'True class',
  'explore.labels-asking': 'The true classes are being read.',
  'explore.labels-gone': 'True classes are known once the model and the data of this run are open.',
  'explore.runs-title': 'Runs laid over each other',
  'explore.runs-what':
    'Worst cases of several runs in one chart, e.g. a model trained in the standard way and one trained adversarially.',
  'explore.runs-how':
    'Curves are compared at the ε of the scrubber. Where two runs looked at the same samples, each sample is compared with itself (exact McNemar test), which sees much smaller differences than two overlapping bands suggest. “Same” is said only when the whole 95 % interval of the difference lies within ±{margin} points; everything else that does not differ is “undecided”.',
  'explore.runs-next':
    'Keep the samples that only one of the two gets right, and look at what they have in common.',
  'explore.runs-none':
    'Only this run is here. Run the same plan on another model, e.g. an adversarially trained one, or open its report; then compare them here.',
  'explore.runs-pick': 'Lay over this run',
  'explore.runs-chart': 'Worst cases of the runs',
  'explore.runs-reading': 'Compared at ε {epsilon}; press a point of the chart to compare elsewhere.',
  'explore.runs-unlike':
    'These runs differ in attacks, norm, iterations or restarts: a lower curve may come from a stronger attack, not from a weaker model.',
  'explore.runs-other-grid': 'The other run has no point at ε {epsilon}.',
  'explore.against': '{first} against {second}',
  'explore.verdict-same': 'Same, within ±{margin} points.',
  'explore.verdict-undecided': 'Undecided.',
  'explore.verdict-better': '{run} stands more often.',
  'explore.difference':
    'At ε {epsilon}: {first} against {second}, a difference of {difference} points (95 %: {low} to {high}).',
  'explore.mcnemar': '{n} shared samples, exact McNemar test: p {p}',
  'explore.mcnemar-holm':
    '{n} shared samples, exact McNemar test, adjusted for the number of runs (Holm): p {p}',
  'explore.not-paired':
    'The runs share no samples ({first} and {second}): their rates are compared with Newcombe’s interval.',
  'explore.pairs': 'Keep samples by the two runs',
  'explore.pair-both': 'right in both',
  'explore.pair-first': 'only in this run',
  'explore.pair-second': 'only in the other',
  'explore.pair-neither': 'right in neither',
  'explore.runs-got':
    'Worst-case outcomes per sample from both reports, at the scrubbed ε; p values of the exact McNemar test, adjusted after Holm for all runs compared here; intervals of the difference after Newcombe (paired form where samples are shared); margin for “same”: {margin} points. Intervals cover the choice of test samples alone, not another training.',
  'explore.sample-title': 'Sample {id}: {label}',
  'explore.sample-what':
    'One sample under the attacks of this run, computed again with the very draws of the run.',
  'explore.sample-how':
    'From left to right: the original, what was changed, and the perturbed input. In the difference, grey is unchanged, brighter is more, darker is less; the scale below says by how much. The walk shows the model’s answer at every iteration; its scrubber moves pictures, answers and distances.',
  'explore.sample-how-table':
    'The table shows each feature before and after in its own unit, what changed most first; distances count standard deviations. The walk shows the model’s answer at every iteration; its scrubber moves the table, answers and distances.',
  'explore.sample-next':
    'Make ε smaller until the sample stands: that is how far it is from falling. Then try another attack.',
  'explore.sample-unknown': 'This run did not look at sample {id}.',
  'explore.sample-stands': 'ε {epsilon}: stands',
  'explore.sample-fell': 'ε {epsilon}: has fallen',
  'explore.sample-before': 'ε {epsilon}: wrong before any attack',
  'explore.previous': 'Previous sample',
  'explore.following': 'Next sample',
  'explore.perturbed': 'Perturbed',
  'explore.perturbed-stored': 'Perturbed, as it would be stored',
  'explore.scale-epsilon': 'Same scale for all samples: ± ε',
  'explore.difference-label': 'Difference, largest change {largest}, amplified {factor} times',
  'explore.difference-factor': 'Difference, amplified × {factor}',
  'explore.difference-none': 'Difference: nothing was changed',
  'explore.answers': 'The model’s answer before and after',
  'explore.probability': 'Probability',
  'explore.probability-before': 'Before',
  'explore.probability-after': 'After',
  'explore.logit-before': 'Logit before',
  'explore.logit-after': 'Logit after',
  'explore.true': 'true class',
  'explore.taken': 'taken for',
  'explore.all-classes': 'Show all {count} classes',
  'explore.fewer-classes': 'Show fewer classes',
  'explore.features': 'Features, what changed most first',
  'explore.all-features': 'Show all {count} features',
  'explore.fewer-features': 'Show fewer features',
  'explore.distances': 'Distance from the original',
  'explore.norm-linf': 'largest change of one value',
  'explore.norm-l2': 'length of the change',
  'explore.norm-l1': 'mean change of a value',
  'explore.norm-l0': 'values that were changed',
  'explore.of': '{part} of {whole}',
  'explore.of-ball': '{share} of the allowed ε',
  'explore.fall-table': 'When this sample falls',
  'explore.fall-table-how': '✗ and the iteration, in a run at that ε',
  'explore.fell-iteration': 'fell at iteration {iteration}',
  'explore.path-title': 'The walk: how sure the model is',
  'explore.path-true': 'true class ({label})',
  'explore.path-other': 'strongest other class',
  'explore.of-restart': '{name}, restart {restart}',
  'explore.path-loss': 'Loss',
  'explore.path-loss-how': 'What the attack raises.',
  'explore.path-edge': 'Room to the ball’s edge',
  'explore.path-edge-how': '0: the whole ε is used.',
  'explore.path-fell':
    'It fell first at iteration {iteration}; what follows shows where the attack would go on to.',
  'explore.path-stands': 'It stood through all {count} iterations.',
  'explore.step-text': 'iteration {iteration}: {label}, {confidence}',
  'explore.walk-busy': 'The walk is being computed …',
  'explore.walk-gone': 'The walk can be computed once the model and the data of this run are open.',
  'explore.read': 'What to read from it:',
  'explore.read-before':
    'The model takes it for {taken} ({confidence}) without any attack, its true class is {label}: it counts as wrong at every ε, and no attack is run on it.',
  'explore.read-clean': 'Without an attack the model says {label} with {confidence}.',
  'explore.read-stands':
    '{attack} did not break it at ε {epsilon}: {label} goes from {before} to {after}; the strongest other class, {other}, reaches {otherConfidence}. Not broken by this attack at this budget; a stronger one may.',
  'explore.read-fell':
    '{attack} broke it at ε {epsilon}: {label} falls from {before} to {after}, and the model says {taken} ({confidence}).',
  'explore.read-fell-at':
    '{attack} broke it at ε {epsilon} in iteration {iteration}: {label} falls from {before} to {after}, and the model says {taken} ({confidence}).',
  'explore.read-fell-start':
    '{attack} broke it at ε {epsilon} at its very start point, by a random step alone: {label} falls from {before} to {after}, and the model says {taken} ({confidence}).',
  'explore.got-definition':
    'Accuracy at ε: samples that are right before the attack and right after it, over all samples looked at; 95 % interval after Wilson. Worst case: per sample over all attacks, and a sample broken at a smaller ε counts as broken at a larger one. Not broken by these attacks at these budgets is all that can be said.',
  'explore.got-samples':
    'Pictures, probabilities and the heat map come from running the same attack again on these samples alone, with the run’s seed: a sample’s outcome does not depend on the company it is attacked in, so it is the run’s own. Whether a sample stands is always taken from the run.',
  'explore.canonical': 'each attack’s own',
  'explore.got-count': 'Counted',
  'explore.count-first': 'at the first success',
  'explore.count-last': 'at the last iterate',
  'explore.got-n': 'Samples',
  'explore.other-engine': 'samples are computed here on {engine}, where the last digits may differ',
  'explore.run': 'Run',
  'explore.no-run': 'There is nothing to explore yet: start a run, or open a report.',
  'explore.no-item': 'This run has no accuracy under attack (A.5-3), which is what this screen explores.',
  'explore.not-yet': 'The first samples are still on their way.',
  'explore.none-here':
    'This run holds no attacked samples: it ended before the first. Continue it on the Run screen, or run its plan again.',
  'explore.worker-died':
    'The part of the lab that looks at single samples stopped without a word. Ask again: it starts anew.',
  'explore.ids':
    'The report names samples that these data do not have: they have {of}, counted from 0. Open the data of that report.',
  // --- offline ---
  'offline.title': 'Use without a network',
  'offline.mark-beginning': 'not yet ready for offline',
  'offline.mark-loading': 'ready for offline: {loaded} of {total} MB',
  'offline.mark-after-reload': 'ready for offline after a reload',
  'offline.mark-ready': 'offline',
  'offline.mark-update': 'new version',
  'offline.mark-off': 'online only',
  'offline.loading-text':
    'The lab is being kept on this machine, in the background: its pages, engine, models, data and lessons. What is kept stays, also when the connection breaks or the page is closed. Only ✓ promises that the lab works without a network.',
  'offline.after-reload-text':
    'Everything is kept on this machine. This browser uses it from the next reload on: reload once, and the ✓ appears.',
  'offline.ready-text':
    'The whole lab is kept on this machine ({total} MB), checked file by file. Switch the network off, reload, and go on: bundled models, your own files, runs, lessons and saving all work.',
  'offline.update-text':
    'A newer version of the lab is kept on this machine, whole, and waits for you. Until you switch, everything stays as it is. Switching reloads this page: save results that you still need first.',
  'offline.engines-text':
    'Engines that not every machine uses, such as the one for graphics processors, are kept from their first use on.',
  'offline.busy': 'A run, a training or a lesson is going on here. Switching waits until it has ended.',
  'offline.may-be-cleared':
    'Browsers may clear what a page keeps when the disk runs low. This one can be asked not to.',
  'offline.not-durable':
    'The browser did not promise that. It usually does for pages that are installed or often used; the mark is checked anew at every visit.',
  'offline.make-durable': 'Ask the browser to keep it',
  'offline.update': 'Switch to the new version',
  'offline.reload': 'Reload the page',
  'offline.retry': 'Try again',
  'offline.install': 'Install as an app',
  'offline.close': 'Close',
  'offline.why-insecure':
    'This page came over plain http from another machine. Browsers keep a page for offline use, and install it, only when it comes over https or from this machine itself (localhost). So these two are off; measuring, hashing and saving work as everywhere. To have them, run the lab on this machine or serve it over https.',
  'offline.why-browser':
    'This browser, or its private window, keeps no pages for offline use. Everything else works; open the lab in a normal window of a current browser to have it offline.',
  'offline.why-no-worker':
    'The lab could not be kept for offline use: its file sw.js did not load or this browser refused it. Everything else works. If you run the server, check that it serves sw.js from the page’s folder as JavaScript.',
  'offline.why-developing': 'This is the development server, which keeps nothing for offline use.',
  'offline.interrupted':
    'The connection broke. What is kept stays, and the rest follows by itself when the connection is back.',
  'offline.mixed':
    'The server’s file {file} belongs to another version of the lab, perhaps because a new one is just being put there. The rest follows by itself when the server is whole again; if that lasts, reload the page.',
  'offline.storage-full':
    'The browser has no room left for the lab. Free some disk space or remove stored data of other sites, then try again. Until then the lab needs the network.',
  'offline.unexpected':
    'Keeping the lab failed ({what}). It is tried again by itself; reload the page if that lasts.',
  'offline.check': 'How to check',
  'offline.check-network':
    'Open the browser’s developer tools (F12), tab “Network”, reload, load your model and start a run: every request goes to the address this page came from, and only fetches the lab’s own files.',
  'offline.check-airplane':
    'When the mark in the header shows ✓, switch the network off (airplane mode), reload, and run: everything still works, so nothing needs to leave.',
  'offline.check-policy':
    'Look at the page’s source: its first line forbids the browser every connection to any other address (Content-Security-Policy), for the page and for its workers.',
  'offline.check-limits':
    'What such a policy cannot hold is written in docs/hosting.md; the lab uses none of it, and its tests try.',
  // --- shell ---
  'shell.hide-start-stored': 'Start: stored results',
  'shell.hide-run-list': 'Run: list of runs',
  'shell.hide-run-queue': 'Run: queue',
  'shell.hide-run-link': 'Run: copy the address',
  'shell.hide-run-save': 'Run: save',
  'shell.hide-explore-attack': 'Explore: choice of attack',
  'shell.hide-explore-axis': 'Explore: choice of axis',
  'shell.hide-explore-classes': 'Explore: classes',
  'shell.hide-explore-runs': 'Explore: further runs',
  'shell.hide-explore-strip': 'Explore: when samples fell',
  'shell.hide-report-open': 'Report: open',
  'shell.hide-report-save': 'Report: save',
  'shell.hide-report-print': 'Report: print',
  'shell.hide-report-plan': 'Report: plan',
  'shell.hide-learn-run': 'Learn: run it here',
  'shell.hide-train-data': 'Train: data',
  'shell.hide-train-network': 'Train: network',
  'shell.hide-train-recipe': 'Train: recipe',
  'shell.hide-train-picture': 'Train: decision picture',
  'shell.address-cut':
    'This plan is too long for an address: the address in the bar leads to the target only. Share, “Save settings as a file” keeps all of it.',
  'shell.target': 'Target',
  'shell.target-none': 'No model chosen yet',
  'shell.target-open': '{name}: to its plan',
  'shell.share': 'Share',
  'shell.notices': 'Messages',
  'shell.notices-new': 'Messages, {count} not read yet',
  'shell.display': 'Display',
  'shell.help': 'Help',
  'shell.presenter': 'Presenter mode',
  'shell.presenter-hint': 'Large type and fewer controls, for a projector.',
  'shell.display-title': 'How the page looks and behaves',
  'shell.theme': 'Theme',
  'shell.theme-system': 'As the system',
  'shell.theme-light': 'Light',
  'shell.theme-dark': 'Dark',
  'shell.theme-contrast': 'High contrast',
  'shell.motion': 'Motion',
  'shell.motion-system': 'As the system',
  'shell.motion-reduced': 'Reduced: walks become steps',
  'shell.shortcuts': 'Keyboard shortcuts',
  'shell.shortcuts-hint':
    'Single keys act at once; switch them off where they get in the way, e.g. of speech input.',
  'shell.announce': 'Say the progress of a run',
  'shell.announce-hint': 'Screen readers hear one line at most every 10 seconds.',
  'shell.settings-kept': 'Kept in this browser; in no link and no report.',
  'shell.undo': 'Undo',
  'shell.redo': 'Redo',
  'shell.edits': 'Edits of the plan',
  'shell.show-all': 'Show everything',
  'shell.reduced-note': 'The link that opened this page leaves out some of its parts.',
  'shell.notices-title': 'Messages',
  'shell.notices-lead': 'What the page said, the newest first. It stays here until you take it away.',
  'shell.notices-none': 'Nothing has been said so far.',
  'shell.notices-clear': 'Remove all',
  'shell.notice-error': 'Trouble',
  'shell.notice-warning': 'Warning',
  'shell.notice-information': 'Note',
  'shell.notice-times': 'said {times} times',
  'shell.notice-cause': 'The raw cause',
  'shell.notice-cause-lead': 'For whoever looks into it; it may name files of yours.',
  'shell.notice-remove': 'Remove this message',
  'shell.notice-copy': 'Copy',
  'shell.notice-new': 'New message: {text}',
  'shell.share-title': 'Share what you see',
  'shell.share-lead':
    'The link holds the screen, target, plan, seed and view. It holds no names and no notes, and it starts nothing: whoever opens it presses the button.',
  'shell.share-link': 'Link',
  'shell.share-copy': 'Copy link',
  'shell.share-copied': 'Copied',
  'shell.share-by-hand': 'This browser does not let the page copy: select the link and press Ctrl+C.',
  'shell.share-qr': 'QR code of the link',
  'shell.share-qr-what': 'Drawn on this machine; a camera reads the same link.',
  'shell.share-local':
    'This address leads to this machine only: others cannot open it. Start the lab with its network address for a class.',
  'shell.share-own-files':
    'The link names your own files by their SHA-256 and does not hold them: whoever opens it is asked to drop them.',
  'shell.share-long':
    'These settings need {length} characters, and a link holds {most}. Save them as a file: dropped on the start screen it does what the link would.',
  'shell.share-save': 'Save settings as a file',
  'shell.reduce': 'Hand out a reduced page',
  'shell.reduce-lead': 'Tick what the link shall leave out. The page that you see stays as it is.',
  'shell.reduce-count': '{count} parts left out',
  'shell.reduce-try': 'Show this page so',
  'shell.help-title': 'Help',
  'shell.help-lead':
    'Start: choose a model or drop your own. Plan: choose indicators and attacks. Run: watch the curves grow. Explore: look at single samples. Report: read, save, print. Each panel says how to read it and how its number was got.',
  'shell.help-shortcuts': 'Keyboard shortcuts',
  'shell.help-off': 'Shortcuts are switched off.',
  'shell.help-on': 'Switch them on',
  'shell.help-fields': 'They are not heard in fields, nor while an input method composes.',
  'shell.key-help': 'This list',
  'shell.key-screen': 'Go to: {screen}',
  'shell.key-share': 'Share',
  'shell.key-notices': 'Messages',
  'shell.key-presenter': 'Presenter mode on or off',
  'shell.key-theme': 'Next theme',
  'shell.key-language': 'Other language',
  'shell.key-undo': 'Undo an edit of the plan',
  'shell.key-redo': 'Do it again',
  'shell.hide-json': 'Plan: edit as JSON',
  'shell.hide-samples': 'Plan: samples',
  'shell.hide-order': 'Plan: order',
  'shell.hide-seed': 'Plan: seed',
  'shell.hide-workers': 'Plan: workers',
  'shell.hide-engine': 'Plan: engine',
  'shell.hide-offset': 'Plan: samples passed over',
  'shell.hide-thresholds': 'Plan: thresholds',
  'shell.hide-advanced': 'Plan: further settings',
  'shell.address-newer':
    'This link was made by a newer version of the lab: what this version does not know is left out.',
  'shell.address-long':
    'This link is longer than a link of the lab can be, perhaps cut or changed on its way; nothing was taken from it. Ask for the settings as a file.',
  'shell.clause': 'Row of the standard',
  'shell.panel-how': 'How to read it',
  'shell.panel-next': 'What to do next',
  'shell.panel-got': 'How was this number got?',
  'shell.close': 'Close',
  // oracles
  'oracle.label':
    'Label {label} is not one of the model’s {classes} classes (counted from 0); check the labels.',
  'oracle.sample-shape':
    'The data’s samples are {given} and the model takes {wanted}; choose data that fits the model.',
  'oracle.input-not-finite': 'The data holds values that are not finite numbers; remove them.',
  'oracle.not-finite':
    'The model returned values that are not finite numbers; its figures would mean nothing, so the run stopped: check the model and the range of its input.',
  // training
  'preflight.gradient-disagrees':
    'The gradient computed for this model differs from its real slope (central differences, by up to {percent} %), so attacks may miss what they look for: figures that use gradients are marked as not reliable. Export the model again in another way, or report the operators it uses.',
  'preflight.gradient-unsure':
    'The gradient of this model could not be confirmed by central differences: the function bends or is rounded too strongly at the sample. A white box may then be too optimistic; look at the self-checks.',
  'preflight.gradient-stepwise':
    'This model rounds or quantises its values on the way, so its gradient is a substitute and cannot be confirmed by central differences: gradients may be masked by construction.',
  'preflight.gradient-not-finite':
    'The gradient of this model is not finite at the sample that was tried: a sign of masked gradients; look at the self-checks.',
  'training.no-target': 'There is no bundled model “{id}”; choose one of {known}.',
  'training.broken-file':
    'The lab’s own file “{file}” is damaged or does not belong to this version; install or load the lab again.',
  // --- train ---
  'train.lead':
    'Choose data, a network and a way of training; watch it learn, stop it where you like, and attack what came out.',
  'train.data-title': 'Data',
  'train.data-what':
    'What the model learns from. Part of the rows is held out: the model never learns from them, and its accuracy is measured on them.',
  'train.data-own': 'Own files',
  'train.data-subject': 'Data of the open target',
  'train.data-facts': '{train} rows to train on, {test} held out, {classes} classes, shape {shape}',
  'train.data-split':
    'The files name no training part: four fifths of each class are trained on, the rest is held out.',
  'train.data-reading': 'Reading {name} …',
  'train.pick': 'Choose files',
  'train.pick-hint': 'Or drop them here: CSV, IDX or NPY, with labels. Nothing leaves this machine.',
  'train.network-title': 'Network',
  'train.network-what':
    'Layers from the input to one number per class. Change, add, remove and move them; what does not fit is said at once.',
  'train.preset': 'Begin with',
  'train.preset-own': 'changed by hand',
  'train.preset-linear': 'linear, no hidden layer',
  'train.preset-mlp': 'small MLP',
  'train.preset-mlp-wide': 'wide MLP',
  'train.preset-cnn': 'small CNN',
  'train.preset-cnn-norm': 'CNN with batch norm',
  'train.preset-cnn-strided': 'CNN with strides',
  'train.preset-residual': 'residual network',
  'train.preset-lenet': 'LeNet-5',
  'train.layer-dense': 'dense',
  'train.layer-conv': 'convolution',
  'train.layer-max-pool': 'max pooling',
  'train.layer-average-pool': 'average pooling',
  'train.layer-global-average-pool': 'global average pooling',
  'train.layer-batch-norm': 'batch norm',
  'train.layer-activation': 'activation',
  'train.layer-flatten': 'flatten',
  'train.layer-dropout': 'dropout',
  'train.layer-residual': 'residual block',
  'train.figure-units': 'units',
  'train.figure-filters': 'filters',
  'train.figure-kernel': 'kernel',
  'train.figure-stride': 'stride',
  'train.figure-padding': 'padding',
  'train.figure-percent': 'dropped, %',
  'train.figure-size': 'window',
  'train.activation-relu': 'ReLU',
  'train.activation-leaky-relu': 'leaky ReLU',
  'train.activation-sigmoid': 'sigmoid',
  'train.activation-tanh': 'tanh',
  'train.layer-gives': '→ {shape}',
  'train.layer-label': 'Layer {layer}: {kind}',
  'train.layer-up': 'Move layer {layer} up',
  'train.layer-down': 'Move layer {layer} down',
  'train.layer-remove': 'Remove layer {layer}',
  'train.layer-add': 'Add a layer',
  'train.layer-add-kind': 'Kind of layer to add',
  'train.layer-moved': 'Layer {from} is now layer {to}',
  'train.block-body': 'Body',
  'train.block-shortcut': 'Shortcut (empty: the input as it is)',
  'train.network-facts': '{parameters} parameters, {memory} for a batch, {work} multiplications in all',
  'train.network-time': 'about {time} at the pace of the last training here',
  'train.recipe-title': 'Way of training',
  'train.recipe-standard': 'Standard',
  'train.recipe-overfit': 'Overfitted',
  'train.recipe-adversarial': 'Adversarial',
  'train.recipe-regularised': 'Regularised',
  'train.recipe-dp-sgd': 'Differentially private',
  'train.recipe-standard-help': 'Learns from the data as they are.',
  'train.recipe-overfit-help': 'Learns few rows by heart: a subject for membership inference.',
  'train.recipe-adversarial-help':
    'Learns from attacked inputs (PGD, Madry et al. 2018): harder to fool, slower, on signs less accurate.',
  'train.recipe-regularised-help':
    'Holds weights small and blurs inputs a little, so that single rows are remembered less. It lowers what membership inference finds and proves nothing.',
  'train.recipe-dp-sgd-help':
    'DP-SGD (Abadi et al. 2016): each record’s gradient is cut to a norm and noise is added, so that no record can be told to have been there better than ε at δ allows. Accuracy falls; the result states ε.',
  'train.param-overfit-rows': 'Rows to learn by heart',
  'train.param-adversarial-epsilon': 'Perturbation ε while training',
  'train.param-adversarial-steps': 'PGD steps per batch',
  'train.param-adversarial-relativeStep': 'Step, as a share of ε',
  'train.param-adversarial-warmUp': 'Share of the run in which ε grows',
  'train.param-regularised-weightDecay': 'Penalty on weights λ',
  'train.param-regularised-noise': 'Noise on inputs, in units of ε',
  'train.param-regularised-mixup': 'Mixing of samples (0: none)',
  'train.param-regularised-rows': 'Rows to train on (0: all)',
  'train.param-regularised-smoothing': 'Label smoothing (0: none)',
  'train.param-dp-sgd-clip': 'Clipping norm C',
  'train.param-dp-sgd-noise': 'Noise σ, as a multiple of C',
  'train.param-dp-sgd-rows': 'Rows to train on (0: all)',
  'train.help-overfit-rows':
    'Drawn by the seed with the class mix of the whole. The other rows become non-members of the same distribution.',
  'train.help-adversarial-epsilon':
    'Largest change of each value: of pixels on their own scale, of table columns in standard deviations.',
  'train.help-adversarial-steps': 'More steps find worse inputs and take as much longer.',
  'train.help-adversarial-relativeStep': 'Length of one PGD step.',
  'train.help-adversarial-warmUp': 'A network that meets the full ε at once may learn nothing.',
  'train.help-regularised-weightDecay':
    'Adds λ·w to each weight’s gradient; larger holds the model back more.',
  'train.help-regularised-noise': 'Fresh Gaussian noise on every input of every step.',
  'train.help-regularised-mixup':
    'Mixes pairs of samples and their labels. On large data it hides members; on the small sets here it was found to betray them more.',
  'train.help-regularised-rows':
    'The same rows as the overfitted model of the same number and seed, so that the two compare.',
  'train.help-regularised-smoothing':
    'Shares out this part of each label over all classes. Accuracy may rise, and members can become easier to tell (Kaya, Hong and Dumitraş 2020).',
  'train.help-dp-sgd-clip':
    'Largest length of one record’s gradient; what is longer is shortened. The noise grows with it.',
  'train.help-dp-sgd-noise':
    'More noise gives a smaller ε and costs accuracy; larger batches bear more of it.',
  'train.help-dp-sgd-rows': 'Drawn by the seed. The other rows become non-members of the same distribution.',
  'train.field-epochs': 'Epochs',
  'train.field-batchSize': 'Batch',
  'train.field-learningRate': 'Learning rate',
  'train.field-momentum': 'Momentum',
  'train.field-weightDecay': 'Weight decay',
  'train.field-seed': 'Seed',
  'train.field-optimiser': 'Optimiser',
  'train.field-schedule': 'Learning rate over time',
  'train.schedule-constant': 'constant',
  'train.schedule-cosine': 'falls to 0 (cosine)',
  'train.field-shift': 'Move pictures by a pixel now and then',
  'train.field-early': 'Stop early, by a fifth of the rows held out for it',
  'train.field-engine': 'Engine',
  'train.engine-auto': 'automatic',
  'train.engine-wasm': 'WebAssembly (same bytes everywhere)',
  'train.engine-webgpu': 'TensorFlow.js on the GPU (WebGPU)',
  'train.engine-help':
    'Automatic takes the GPU only where there is real one and a timed trial says it is faster. The card of the model names the engine.',
  'train.bad-whole': 'Give a whole number from {min} to {max}.',
  'train.bad-number': 'Give a number from {min} to {max}.',
  'train.more': 'More settings',
  'train.start': 'Train',
  'train.again': 'Train again',
  'train.pause': 'Pause',
  'train.go-on': 'Go on',
  'train.step': 'One step',
  'train.epoch': 'One epoch',
  'train.cancel': 'Stop and keep',
  'train.preparing': 'Loading the engine and the data …',
  'train.progress': 'Step {step} of {steps} · epoch {epoch} of {epochs}',
  'train.rate': '{rate} samples a second · {left} left',
  'train.paused': 'Paused at step {step} of {steps}',
  'train.engine-used': 'Engine: {engine}',
  'train.reason-no-gpu': 'no GPU here',
  'train.reason-software-gpu': 'the GPU here is software, which is slower',
  'train.reason-gpu-failed': 'the GPU could not be started',
  'train.reason-gpu-known-wrong': 'the GPU is known to compute this wrongly',
  'train.reason-gpu-disagrees': 'the GPU gave other gradients',
  'train.reason-gpu-slower': 'the GPU was slower in a timed trial',
  'train.reason-gpu-faster': 'faster in a timed trial',
  'train.reason-forced': 'as chosen',
  'train.status-going': 'Training, {done} done',
  'train.status-ended': 'Training ended',
  'train.status-failed': 'Training stopped',
  'train.curves-next': 'Change one thing (recipe, layers, epochs), train again and see which line moves.',
  'train.curves-got':
    'Recipe {recipe}, {epochs} epochs in batches of {batch}, seed {seed}, engine {engine}. The training line is the mean over an epoch’s own batches, while the weights still moved; the held-out line is computed after the epoch on {n} held-out rows.',
  'train.picture-next':
    'Train with another recipe and compare how near the borders come to the marks; then attack the model to measure it.',
  'train.picture-got':
    'The model’s decision at {side} × {side} places of the plane, with the weights of step {step}; the strength of a colour is the probability of the class.',
  'train.curves-title': 'Loss and accuracy',
  'train.curves-what': 'How wrong the model is and how often it is right, after each pass over the rows.',
  'train.curves-how':
    'The gap between the two lines is what the model knows of its own rows only. Held-out loss that rises while the other falls is overfitting. For attacked or mixed batches the training line tells of those.',
  'train.loss': 'Loss',
  'train.accuracy': 'Accuracy',
  'train.epoch-axis': 'Epoch',
  'train.series-train': 'trained on',
  'train.series-held-out': 'held out',
  'train.series-batches': 'single batches',
  'train.loss-reading':
    'After epoch {epoch} the loss is {train} on the rows trained on and {held} on {n} held out.',
  'train.accuracy-reading':
    'After epoch {epoch} {train} of the rows trained on are right and {held} of {n} held out.',
  'train.leak': 'Membership told by loss (AUC)',
  'train.leak-reading':
    'After epoch {epoch} a row trained on has a smaller loss than one held out in {auc} of pairs (95 % interval {low} to {high}; {n} rows each). 0.5 is chance; more gives away who was in the data.',
  'train.curve-waiting': 'The curve begins with the first epoch.',
  'train.picture-title': 'What it decides where',
  'train.picture-what':
    'A plane through the space of inputs: every place is coloured by the class that the model takes it for, the stronger the surer.',
  'train.picture-how':
    'Marks are held-out samples, each with the sign of its class; ringed ones are decided wrongly. Off the plane a sample may be decided otherwise than the colour under it.',
  'train.picture-view': 'Plane',
  'train.view-none': 'no picture',
  'train.view-features': 'two features, the others at their median',
  'train.view-components': 'first two principal components',
  'train.view-samples': 'through three samples',
  'train.axis-first': 'Across',
  'train.axis-second': 'Up',
  'train.view-class': 'Sample of class',
  'train.picture-none': 'Large pictures take time to draw: choose a plane to see one.',
  'train.picture-waiting': 'Drawn from the first step on.',
  'train.picture-reading':
    'At step {step} the plane is decided as: {shares}. {right} of {n} held-out samples are decided rightly.',
  'train.picture-share': '{name} {share}',
  'train.picture-here': '{name}, {confidence} sure',
  'train.picture-walk': 'Decision picture: arrows move over it',
  'train.picture-component': 'component {n}',
  'train.picture-direction': 'direction {n}',
  'train.picture-table': 'Table',
  'train.picture-signs': 'Signs of the classes',
  'train.picture-class': 'Class',
  'train.picture-area': 'Share of the plane',
  'train.picture-right': 'Held out, decided rightly',
  'train.result-title': 'The trained model',
  'train.result-what': 'It is the lab’s target now: plan attacks on it, or save it and open it anywhere.',
  'train.result-privacy':
    'Differentially private: ε = {epsilon} at δ = {delta}, for one record more or less. Choosing figures by trial is not counted, and whoever knows the seed can take the noise away.',
  'train.result-privacy-standardised':
    'Nor are the means and deviations counted that inputs are standardised with: they are taken from the data.',
  'train.result-cancelled': 'Stopped after {steps} steps: this is the model as it was then.',
  'train.result-early': 'Stopped early: these are the weights of the best epoch, {steps} steps.',
  'train.result-test': 'Accuracy, held out',
  'train.result-train': 'Accuracy, trained on',
  'train.result-other': 'Accuracy, other rows of the training part',
  'train.result-of': '{correct} of {n}, 95 % interval {low} to {high}',
  'train.result-next':
    'Look at both figures: a large gap invites membership inference. Then see how little it takes to fool the model.',
  'train.result-got':
    'Recipe {recipe}, seed {seed}, {steps} optimiser steps in {time}, engine {engine}. Data {data}, SHA-256 {dataHash}. Model SHA-256 {modelHash}. The same plan, data and engine give the same bytes (on a GPU: on the same device).',
  'train.to-plan': 'Plan attacks on it',
  'train.save-onnx': 'Save as ONNX',
  'train.save-card': 'Save its card',
  'train.here-title': 'Trained here',
  'train.here-what': 'Kept in this browser, with bundled data only; save what you want to keep.',
  'train.here-forget': 'Forget {name}',
  'train.here-name': '{data}, {recipe}, seed {seed}',
  'train.here-facts': 'held out {accuracy} · {bytes}',
  'train.here-cancelled': 'stopped before its end',
  'train.opening': 'Opening …',
  // --- end of train ---
  // --- training ---
  'training.layer-end':
    'The list must end in a dense layer of {classes} units, one per class, and layer {layer} gives {shape}; add or resize the last dense layer.',
  'training.layer-image':
    'Layer {layer} needs an image [channels, height, width], but gets {shape}; move it in front of the dense or flatten layer, or remove it.',
  'training.layer-window':
    'Layer {layer}: a window of {window} does not fit into {size} values; choose a smaller window, more padding, or remove a pooling before it.',
  'training.layer-branches':
    'Layer {layer}: the block adds {body} to {shortcut}, and both must have one shape; change the block’s last layer or its shortcut.',
  'training.layer-size': 'Layer {layer}: {value} will not do; it must be a whole number from {min} to {max}.',
  'training.layers-none': 'There are no layers; add a dense layer of {classes} units.',
  'training.layers-many':
    'There are {count} layers, more than the {most} that can be trained here; remove some.',
  'training.parameters-many':
    'This network has {count} parameters, more than the {most} that can be trained here; make a layer smaller.',
  'training.memory':
    'A batch of {batch} would take about {need} MB, more than the {most} MB that are set aside; take a smaller batch or smaller layers.',
  'training.diverged':
    'The loss is no longer a number (epoch {epoch}, step {step}): the learning rate {rate} is too high for this network. Try a tenth of it.',
  'training.dp-batch-norm':
    'DP-SGD limits what each record does to the gradient, and batch norm mixes the records of a batch; take its layers out of the network.',
  'training.dp-early-stop':
    'DP-SGD counts what every step gives away, and stopping early looks at held-out rows without being counted; switch it off and set the number of epochs.',
  'training.no-rows': 'These data have no rows to train on; give a file with a training part, or more rows.',
  'training.one-class':
    'All rows to train on have one class; there is nothing to learn. Give data with two classes or more.',
  'training.value': '{name} is {value}, but must be from {min} to {max}.',
  'training.other-data':
    'This model was trained on another version of the data “{id}”; train it again, or save its file and open it with the data it belongs to.',
  'training.thread-lost':
    'The training ended before its time; start it again, with a smaller network if it happens twice.',
  // workers
  'workers.crashed':
    'A worker stopped without a word; its piece of work was tried {tries} times. Choose a smaller batch or fewer workers and resume.',
  // --- charts ---
  'charts.not-a-number':
    'The chart cannot be drawn: value {place} of “{series}” is {value}, not a number. Open the report it comes from and look at that value.',
  'charts.log-negative':
    'The chart cannot be drawn on a logarithmic axis: “{series}” has the negative value {value}. Take the linear axis.',
  'charts.log-bins':
    'A histogram on a logarithmic axis needs values above 0, and one is {value}. Take the linear axis.',
  'charts.heat-shape':
    'The matrix does not fit its axes: {rows} rows and {columns} columns are named, but it has others. Make the report anew.',
  'charts.scatter-shape':
    '“{series}” has {x} values across and {y} values up; every point needs both. Make the report anew.',
  'charts.chart': 'chart',
  'charts.keys': 'Arrow keys, Home, End and Page keys walk through the values.',
  'charts.keys-pick': 'Enter chooses a value.',
  'charts.keys-brush': 'Shift with arrow keys selects, Escape clears.',
  'charts.empty': 'Nothing to draw yet.',
  'charts.legend': 'Show or hide curves',
  'charts.legend-hint': 'Press twice to see this one alone.',
  'charts.shown': '{shown} of {all} shown',
  'charts.show-all': 'Show all',
  'charts.as-table': 'As a table',
  'charts.rows-left-out': 'The first {shown} of {all} rows; the CSV file has them all.',
  'charts.save': 'Save',
  'charts.save-title': 'Save the chart “{title}”',
  'charts.save-svg': 'Picture (SVG)',
  'charts.save-png': 'Picture (PNG)',
  'charts.save-csv': 'Numbers (CSV)',
  'charts.saved': 'Saved as {name}.',
  'charts.not-saved': 'The picture could not be made: {what}. Save it as SVG instead.',
  'charts.logarithmic': 'Logarithmic axes',
  'charts.selected': '{count} points selected',
  'charts.low': '95 % low',
  'charts.high': '95 % high',
  'charts.correct': 'count',
  'charts.n': 'n',
  'charts.series': 'Curve',
  'charts.from': 'from',
  'charts.to': 'to',
  'charts.name': 'Point',
  'charts.x-low': 'across, low',
  'charts.x-high': 'across, high',

  // --- ways beside each other ---
  'beside.label': 'Ways to look at an attack',
  'beside.explore': 'All samples of a run',
  'beside.walk': 'One input, step by step',
  'beside.class': 'Results of a class',
  'explore.step-through': 'Step through this attack',

  // --- one input, step by step ---
  'app.walk-lead': 'Take one input and watch an attack turn it into something else, step by step.',
  'app.walk-input-title': 'The input',
  'app.walk-from-data': 'From the test data',
  'app.walk-from-draw': 'Draw',
  'app.walk-from-photo': 'Picture or camera',
  'app.walk-class': 'Class',
  'app.walk-any-class': 'Any',
  'app.walk-from-start': 'From the first',
  'app.walk-more': 'More',
  'app.walk-samples': 'Test samples',
  'app.walk-sample-label': 'Sample {id}, class {label}',
  'app.walk-meant': 'What it is meant to be',
  'app.walk-guessed': 'taken for this now',
  'app.walk-draw-first': 'Draw something or take a picture: the walk starts at once.',
  'app.walk-turn-into': 'Turn this into …',
  'app.walk-any-other': 'any other class',
  'app.walk-steps-field': 'Steps',
  'app.walk-now': '{attack}, as it walks',
  'app.walk-player': 'Player',
  'app.walk-first': 'To the start',
  'app.walk-back': 'One step back',
  'app.walk-on': 'One step on',
  'app.walk-play': 'Play',
  'app.walk-pause': 'Pause',
  'app.walk-step': 'Step',
  'app.walk-pace': 'Pace',
  'app.walk-pace-0': 'slowest',
  'app.walk-pace-1': 'slow',
  'app.walk-pace-2': 'medium',
  'app.walk-pace-3': 'fast',
  'app.walk-reading': 'step {step} of {of}: taken for {label}, {confidence}',
  'app.walk-waiting': 'Nothing to show yet.',
  'app.walk-busy': 'The attack is being computed …',
  'app.walk-probabilities': 'Probabilities of the classes',
  'app.walk-true': 'true',
  'app.walk-wanted': 'wanted',
  'app.walk-goal-any': 'The attack wants anything but {label}.',
  'app.walk-goal': 'The attack wants {target}.',
  'app.walk-fell': 'Fooled: the model takes it for {label}.',
  'app.walk-fell-unstored':
    'Fooled for now: the model takes it for {label}, but rounded to values that a file can hold it does not.',
  'app.walk-stands': 'The model takes it for {label} ({confidence}).',
  'app.walk-start': 'This is the input as it was.',
  'app.walk-start-random': 'The attack starts at a random place of the ball.',
  'app.walk-next-linf':
    'The next step moves {moved} of {size} values by {step}, each in the direction in which the loss grows.',
  'app.walk-next-l2':
    'The next step has length {step} and follows the gradient; it moves {moved} of {size} values.',
  'app.walk-held-ball': '{ball} of them would leave the ball and are put back to its edge.',
  'app.walk-held-ball-l2': 'It would leave the ball and is drawn back to its edge.',
  'app.walk-held-range': '{range} stop at the end of the input’s range.',
  'app.walk-end': 'The walk ends here.',
  'app.walk-loss': 'Loss',
  'app.walk-linf': 'Distance L∞',
  'app.walk-l2': 'Distance L2',
  'app.walk-picture-now': 'Now',
  'app.walk-picture-change': 'Change, amplified (at most {largest})',
  'app.walk-picture-sign': 'Sign of the gradient',
  'app.walk-plane-title': 'The loss around it',
  'app.walk-plane-reading':
    'The stronger the colour, the larger the loss: the attack climbs. The thick line is the ball that it may not leave; the dashed line is the next step before it is put back.',
  'app.walk-plane-panel': 'A slice through the space around it',
  'app.walk-plane-how':
    'Lines join places of equal loss. The origin is the input itself. The attack climbs as far as the ball allows. Flat ground without a slope means that the gradient says nothing there.',
  'app.walk-next':
    'Try a smaller ε until the attack no longer arrives, or another attack; then measure the whole test set on the Plan screen.',
  'app.walk-own-class':
    'This input is of the wanted class already: choose another class to turn it into, or another input.',
  'app.walk-directions': 'Directions',
  'app.walk-directions-attack': 'toward the end of the walk',
  'app.walk-directions-gradient': 'first step and a random one',
  'app.walk-directions-features': 'two pixels',
  'app.walk-directions-features-table': 'two features',
  'app.walk-direction-first': 'First',
  'app.walk-direction-second': 'Second',
  'app.walk-axis-attack-1': 'Toward the end of the walk',
  'app.walk-axis-attack-2': 'First gradient, at right angles to it',
  'app.walk-axis-gradient-1': 'First step',
  'app.walk-axis-gradient-2': 'Random direction',
  'app.walk-axis-feature': 'Change of {name}',
  'app.walk-pixel': 'pixel {at}',
  'app.walk-overlay-ball': 'Ball of radius ε',
  'app.walk-overlay-range': 'End of the input’s range',
  'app.walk-overlay-path': 'The way so far',
  'app.walk-overlay-step': 'Next step before projection',
  'app.walk-overlay-here': 'Now',
  'app.walk-off': 'A plane is a slice of a space of {size} dimensions: the point on show lies {off} off it.',
  'app.walk-replaced':
    'One of these directions is zero here (a gradient that vanishes); a random one stands in for it.',
  'app.walk-now-what': 'Before, after this step, and what was added.',
  'app.walk-now-how':
    'Step 0 is the input itself. Press play or move the step: the bar of the true class shrinks while another grows. The sentence says what the next step does and what is put back to the edge of the ball.',
  'app.walk-plane-what': 'The loss on a plane through the input.',
  'app.walk-plane-next':
    'Turn the plane to other directions: what looks like a wall from one side may be open from another.',
  'app.walk-got':
    '{attack} in {norm} with ε {epsilon}, {steps} steps of length {step}, seed {seed}: the same code as in a run.',
  'app.walk-got-sample': 'The iterates of sample {id} are those of a run with these settings.',
  'app.walk-got-plane':
    'The map holds the cross-entropy at {points} points of the plane; values beyond the input’s range are computed as they are, though the attack does not go there.',
  'app.draw-sheet': 'Drawing sheet',
  'app.draw-colour': 'Colour',
  'app.draw-light': 'light',
  'app.draw-dark': 'dark',
  'app.draw-red': 'red',
  'app.draw-blue': 'blue',
  'app.draw-yellow': 'yellow',
  'app.draw-broad': 'Broad brush',
  'app.draw-clear': 'Clear',
  'app.draw-keys': 'Keys: arrows move, Space dabs, Shift+arrows draw.',
  'app.photo-file': 'Choose a picture',
  'app.photo-invert': 'Dark on light paper: invert',
  'app.photo-stretch': 'Stretch the contrast',
  'app.photo-stays': 'The picture stays on this machine and is not kept.',
  'app.photo-large': 'This file is larger than 30 MB: choose a smaller picture.',
  'app.photo-unreadable': 'This file is no picture that the browser can read: choose a PNG, JPEG or WebP.',
  'app.camera-start': 'Camera',
  'app.camera-shoot': 'Take the picture',
  'app.camera-stop': 'Stop',
  'app.camera-view': 'What the camera sees',
  'app.camera-insecure':
    'Browsers give the camera only to secure addresses: open the lab on this machine (localhost) or over https, or choose a picture file.',
  'app.camera-refused':
    'The browser was told not to use the camera: allow it in the address bar, or choose a picture file.',
  'app.camera-none':
    'No camera could be started: check that one is connected and free, or choose a picture file.',
  // --- plan ---
  'app.plan-view': 'Edit the plan as',
  'app.plan-view-form': 'Form',
  'app.plan-view-json': 'JSON',
  'app.plan-json-title': 'The plan as a file',
  'app.plan-json-lead':
    'This is what the terminal takes with --plan. What you change here changes the form, and the other way round.',
  'app.plan-json-label': 'Plan, JSON',
  'app.plan-json-broken': 'The text is no JSON: something is wrong near line {line}, column {column}.',
  'app.plan-json-waits': 'Not yet taken: the plan of before holds until this is mended.',
  'app.plan-json-taken': 'Taken.',
  'app.plan-copy': 'Copy',
  'app.plan-copied': 'Copied.',
  'app.plan-copy-failed': 'The browser forbids copying here; select the text and copy it by hand.',
  'app.plan-save': 'Save as file',
  'app.plan-open': 'Open a plan file',
  'app.plan-opened': 'The plan of {name} is in place.',
  'app.plan-file-waits': 'The plan of {name} is here. Choose a model and data, and it is put in place.',
  'app.plan-advanced': 'Further settings of {id}',
  'app.plan-advanced-changed': '{count} changed',
  'app.plan-reset': 'As proposed',
  'app.plan-standard': 'What the standard says about {id}',
  'app.plan-standard-target': 'Measures',
  'app.plan-standard-method': 'Method',
  'app.plan-standard-aggregate': 'Value',
  'app.plan-standard-draft': 'Draft of 2021, table A, paraphrased.',
  'app.impossible-recorded':
    'Needs the model itself: it asks for answers to new inputs, and the file holds those to its own rows alone.',
  'app.impossible-gradient':
    'Not possible for this model: {operators} cannot be differentiated, so nobody who follows the gradient gets through. What needs only the answers of the model still works.',
  'app.impossible-members':
    'Needs the rows that the model was trained on beside others: drop both parts, in files named train and test or in one NPZ.',
  'app.impossible-member-column':
    'Needs a column member (1 where the model was trained on the row, 0 where not) with rows of both kinds.',
  'app.impossible-scores':
    'Not possible for this model: it gives nothing but the class, and this needs the scores. What needs only the class still works.',
  'app.field-on': 'yes',
  'app.field-off': 'no',
  'app.field-step-own': 'own value',
  'app.field-step-absolute': 'a number',
  'app.field-step-relative': 'share of ε',
  'app.field-step-total': 'sum of all steps, in ε',
  'app.field-step-kind': '{title}: given as',
  'app.field-positive': 'Give a number above 0.',
  'app.field-needs-one': 'Choose at least one.',
  'app.thresholds': 'Thresholds',
  'app.thresholds-what':
    'The value is judged with its interval: met when the whole interval is on the right side, not met when none of it is, undecided where the limit lies inside it. A value whose self-checks did not pass meets nothing.',
  'app.threshold-add': 'Add a threshold',
  'app.threshold-remove': 'Remove threshold {text}',
  'app.threshold-comparison': '{id}: comparison',
  'app.threshold-limit': '{id}: limit',
  'app.threshold-least': 'at least',
  'app.threshold-above': 'above',
  'app.threshold-most': 'at most',
  'app.threshold-below': 'below',
  'app.threshold-bad': 'Give a number, for example 0.4.',
  'app.offset': 'Passed over',
  'app.offset-what': 'Samples at the beginning of the order that are left out.',
  'app.plan-samples-what': 'More samples make the intervals narrower; four times as many halve them.',
  'app.plan-order-what':
    'Random takes a seeded share of every class. File order repeats what other tools did with the first samples.',
  'app.plan-seed-what':
    'Decides everything random. The same seed gives the same figures, here and in the terminal.',
  'app.plan-workers-what': 'Threads that compute at once. They decide speed, no figure.',
  'app.plan-engine-what':
    'WebAssembly gives the same digits everywhere. The GPU is used only where it agrees with it.',
  'app.cost-about': 'about {time}',
  'app.cost-with': 'with {workers} workers, measured on this machine',
  'app.cost-with-one': 'with 1 worker, measured on this machine',
  'app.cost-spread':
    'Between {low} and {high}: a sample that falls early needs fewer passes, and the timed batches differed.',
  'app.cost-timing': 'Timing a few passes on this machine …',
  'app.cost-untimed': 'The time could not be measured here; the run itself will show it.',
  'app.cost-long': 'That is long for a lesson. Fewer samples, attacks or iterations make it shorter.',
  'app.cost-forward': 'Forward passes',
  'app.cost-gradient': 'Gradient passes',
  'app.cost-pass-times':
    'One sample: {forward} ms forward, {gradient} ms for an iteration of an attack ({engine}).',
  'app.cost-pass-time': 'One pass of one sample: {forward} ms ({engine}).',

  // --- runs and the class ---
  'run.cut-short':
    'The run was cut short from outside ({reason}): a download, a worker or the browser’s storage gave up. Finished pieces are kept; “Continue” takes up the rest.',
  'run.left':
    'The page was left while this run went on. Its finished pieces are kept; “Continue” takes up the rest.',
  'run.withdrawn': 'This run waited for its turn and was taken out of the queue. “Continue” puts it back.',
  'run.stopped-title': 'Why it stopped',
  'run.keep-full':
    'This browser’s storage is full, so the newest run is not kept for later visits; it stays here until the page is closed. Save its report, or remove older runs.',
  'run.keep-forbidden':
    'This browser keeps nothing for this page (a private window, or storage is switched off): runs stay until the page is closed. Save reports you want to keep.',
  'run.keep-too-large':
    'A report this large is not kept for later visits; it stays here until the page is closed. Save it as a file.',
  'run.kept-gone':
    'To make room, {count} of the oldest runs are no longer kept for later visits. They stay here until the page is closed.',
  'run.nothing': 'No run yet: choose a model and data, make a plan and start it.',
  'run.choose-one': 'Choose a run below to look at it.',
  'run.own-files-gone':
    'The model and data of this run are your own files and are no longer open: open them again on the Start screen, then continue.',
  'run.name': 'Name',
  'run.note': 'Note',
  'run.name-hint': 'Name and note stay in this browser: no link and no report has them.',
  'run.rename': 'Name and note …',
  'run.rename-done': 'Keep',
  'run.cancel-dialog': 'Leave as it was',
  'run.again': 'Run again with changes',
  'run.remove': 'Remove',
  'run.removed': '“{name}” was removed.',
  'run.undo': 'Bring it back',
  'run.shown': 'on show',
  'run.more': 'More for {name}',
  'run.pause': 'Pause',
  'run.resume': 'Resume',
  'run.cancel': 'Cancel',
  'run.continue': 'Continue',
  'run.progress-of': 'Progress of the run',
  'run.loading-engine': 'Loading the engine …',
  'run.all-left': '{left} left',
  'run.left-unknown': 'time left not known yet',
  'run.of-all': '{share} of the work, {rate}',
  'run.queue-title': 'What is being measured',
  'run.queue-what':
    'The items of the plan in the order in which they are worked on. Moving an item up takes its waiting pieces first; setting one aside keeps what it has. No order changes a figure.',
  'run.queue-how':
    'Each bar is the work done of all the work of an item, in passes of samples through the model. The time left is how long the queue takes, at the pace of the last half minute, until the item is done. Keys: Alt with the up or down arrow moves the item whose button has the focus.',
  'run.item-clean': 'Accuracy before the attacks',
  'run.item-checks': 'Self-checks of the attacks',
  'run.item-target': 'Answers of the model',
  'run.item-baselines': 'Without the model',
  'run.item-shadows': 'Shadow models',
  'run.item-cascade': 'All attacks, one after the other',
  'run.state-waiting': 'waiting',
  'run.state-going': 'going on',
  'run.state-done': 'done',
  'run.state-stopped': 'set aside',
  'run.state-failed': 'failed',
  'run.move-up': 'Move {name} up',
  'run.move-down': 'Move {name} down',
  'run.aside': 'Set {name} aside',
  'run.aside-short': 'Set aside',
  'run.resume-item': 'Resume {name}',
  'run.amount': '{done} of {total} passes',
  'run.pieces': '{done} of {total} pieces',
  'run.in': 'done in {left}',
  'run.moved': '{name} moved: now {place} of {count}.',
  'run.live-title': 'The curve as it grows',
  'run.live-reading': 'At ε {epsilon}, {accuracy} of {n} samples stand so far (95 %: {low} to {high}).',
  'run.waiting-title': 'Runs that wait',
  'run.waiting-what': 'They start one after the other, each with all workers.',
  'run.take-out': 'Take {name} out of the queue',
  'run.waiting-note': 'This run waits for its turn.',
  'run.mute': 'Say the progress aloud',
  'run.mute-hint': 'For screen readers: one sentence at every finished item, and at most every ten seconds.',
  'run.say-progress': '{share} done, {left} left.',
  'run.say-share': '{share} done.',
  'run.say-item': '{name}: done.',
  'run.say-paused': 'Paused.',
  'run.say-ended-done': 'The run is done.',
  'run.say-ended-cancelled': 'The run has ended with a partial result.',
  'run.say-ended-failed': 'The run has ended; an item failed.',
  'run.say-ended-stopped': 'The run stopped.',
  'run.seconds-one': 'one second',
  'run.seconds': '{count} seconds',
  'run.minutes-one': 'about one minute',
  'run.minutes': 'about {count} minutes',
  'run.hours-one': 'about one hour',
  'run.hours': 'about {count} hours',
  'run.moment': 'a moment',
  'run.list-title': 'Runs',
  'run.list-what':
    'The runs of this visit and those that this browser kept from earlier ones, the newest first. Tick two or more to compare them.',
  'run.origin-here': 'measured here',
  'run.origin-file': 'from a file',
  'run.origin-stored': 'stored with the lab',
  'run.origin-earlier': 'measured here on an earlier visit',
  'run.col-compare': 'Compare',
  'run.col-name': 'Run',
  'run.col-state': 'State',
  'run.col-origin': 'Where from',
  'run.col-started': 'Started',
  'run.col-actions': 'Actions',
  'run.col-value': 'Value',
  'run.compare-tick': 'Compare {name}',
  'run.not-kept': 'until the page is closed',
  'run.compare-title': 'Runs side by side',
  'run.compare-read':
    'Each row is a figure, each column a run. “Better” and “worse” are safe to say; “undecided” means that these samples cannot tell.',
  'run.compare-next':
    'Undecided? Run both on more samples. Then lay their curves over each other on the Explore screen.',
  'run.compare-got': '{name}: {n} samples, seed {seed}, engine {engine}.',
  'run.compare-what': 'Values with their 95 % intervals. The first run is what the others are compared with.',
  'run.compare-how':
    'Where two runs looked at the same samples, each sample is compared with itself (exact McNemar test for rates, paired bootstrap for means); otherwise intervals of independent rates are used. Membership inference is compared by the intervals of its figures, as if the records were different ones: cautious. There, less is better. “Better” and “worse” hold after correcting for the number of rows (Holm). “Same” means that the 95 % interval of the difference lies within ±{margin} points; everything else is “undecided”.',
  'run.compare-base': 'Compare with',
  'run.compare-row': 'Figure',
  'run.compare-better': 'better',
  'run.compare-worse': 'worse',
  'run.compare-same': 'same',
  'run.compare-undecided': 'undecided',
  'run.compare-added': 'only here',
  'run.compare-removed': 'not here',
  'run.compare-difference': '{difference} points, 95 %: {low} to {high}',
  'run.compare-p': 'p {p} (Holm), {n} shared samples',
  'run.compare-p-intervals': 'p {p} (Holm), from the two intervals',
  'run.compare-difference-plain': '{difference}, 95 %: {low} to {high}',
  'run.compare-auc': 'AUC of the attack: {attack}',
  'run.compare-p-unpaired': 'p {p} (Holm), different samples',
  'run.compare-other-data':
    'The runs measure different data: their figures are shown side by side, and nothing is said of better or worse.',
  'run.compare-differs': 'What differs in the plans: {what}.',
  'run.compare-other-settings': 'measured with other settings',
  'run.compare-unreliable': 'members and others differ by themselves, or another check failed',
  'run.compare-few': 'too few samples',
  'run.compare-csv': 'Save as CSV',
  'run.compare-at': '{attack} at ε {epsilon}',
  'run.compare-attack-mean': '{attack}, mean over the points',
  'run.compare-clean': 'Accuracy without attack',
  'run.compare-value': 'Value of the item',
  'run.compare-model': 'model',
  'run.compare-seed': 'seed',
  'run.compare-samples': 'samples',
  'run.compare-engine': 'engine',
  'class.lead':
    'Put the results of a whole class on one chart: drop up to 40 report files, from the page or the command line. They are read here and nothing is sent.',
  'class.drop': 'Drop report files here, or',
  'class.pick': 'choose files',
  'class.drop-label': 'Report files',
  'class.clear': 'Start over',
  'class.remove': 'Take {name} away',
  'class.add-run': 'Add a run of this page',
  'class.too-many': 'Only {most} files fit on the chart; these were left out: {names}.',
  'class.wrong-file': '{name}: {reason}',
  'class.twice': '{name} is the same result as {other}: left out.',
  'class.nothing-to-draw': '{name} holds no accuracy against ε ({indicator}): left out of the chart.',
  'class.envelope': 'carried over along ε',
  'class.by': 'A group is',
  'class.by-plan': 'one plan, model and data',
  'class.by-seed': 'one seed as well',
  'class.by-nothing': 'everything',
  'class.title': 'The class on one chart',
  'class.not-kept': 'Files and names stay on this page until it is closed.',
  'class.previous': 'Previous file',
  'class.following': 'Next file',
  'class.group': 'Group',
  'class.group-of': 'Group {letter}: {count} files',
  'class.group-one': 'Group {letter}: one file',
  'class.groups-note':
    'The files do not all measure the same thing. Those that do form a group, and medians are taken within a group only.',
  'class.differs': 'Group {letter} differs from group A in: {what}.',
  'class.differs-model': 'model',
  'class.differs-data': 'data',
  'class.differs-samples': 'samples',
  'class.differs-seed': 'seed',
  'class.differs-plan': 'plan ({fields})',
  'class.differs-engine': 'engine',
  'class.partial': 'partial',
  'class.curves-title': 'Curves and their spread',
  'class.chart-title': 'All curves',
  'class.chart-what':
    'Accuracy against the size of the perturbation. Each thin line is one file; the thick line is the median of its group, the band reaches from the lower to the upper quartile.',
  'class.chart-how':
    'A narrow band: the class agrees. Choose a file in the table, or walk through them with the arrow keys, and its line stands out. A line far from the median is named below as an outlier.',
  'class.reading-one': 'One file.',
  'class.reading':
    'At ε {epsilon} the {count} files of group {letter} lie between {low} and {high}, the median is {median}.',
  'class.curve': 'Curve',
  'class.median': 'Median of group {letter}',
  'class.extremes': 'lowest and highest of group {letter}',
  'class.show-range': 'Show lowest and highest',
  'class.pick-file': 'File that stands out',
  'class.none-picked': 'none',
  'class.table-title': 'Values',
  'class.table-what':
    'The mean over the curve’s points with its interval, sorted; press a column’s head to sort by it.',
  'class.col-name': 'Name',
  'class.col-value': 'Mean',
  'class.col-largest': 'At the largest ε',
  'class.col-samples': 'Samples',
  'class.col-seed': 'Seed',
  'class.col-from': 'Made by',
  'class.col-note': 'Remarks',
  'class.from-page': 'page',
  'class.from-cli': 'command line',
  'class.outlier': 'outlier: {side} of the others of its group',
  'class.outlier-above': 'above',
  'class.outlier-below': 'below',
  'class.unreliable': 'upper bound: a self-check failed',
  'class.csv': 'Save table as CSV',
  'class.spread-csv': 'Save spread as CSV',
  'class.spread-title': 'Spread at each ε',
  'class.got':
    'Read from {files} result files as they are; nothing is measured here. At each ε that the files of a group share, median and quartiles are those of their accuracies. {rule}',
  'class.table-got':
    'The mean is the file’s own value: the worst case’s accuracy averaged over the strengths above 0, with the interval that its run computed; samples and seed are the run’s.',
  'class.next':
    'Ask who differs and why: another seed moves a curve a little, another plan or model moves it a lot.',
  'class.outlier-rule':
    'An outlier lies more than one and a half times the middle half’s width beyond a quartile (Tukey’s fences), in groups of at least five.',
  'class.reading-files': 'Reading {done} of {count} …',
  'class.empty': 'No files yet.',
  // --- end of runs ---
  // --- start ---
  'app.understood-model': 'Takes {input}, tells {classes} classes apart (ONNX opset {opset}).',
  'app.understood-model-open': 'Leaves the shape of its input open; the data will say.',
  'app.understood-no-gradient':
    'No gradient through {operators}: white-box attacks are not possible, the other indicators are.',
  'app.understood-images': '{count} images of {shape}, {classes} classes, values from {low} to {high}.',
  'app.understood-table': '{count} rows of {shape} columns, {classes} classes, values from {low} to {high}.',
  'app.understood-half': 'One file of a pair: samples and labels come apart.',
  'app.understood-statistics': 'Mean and standard deviation of {features} features or channels.',
  'app.plan-alone': '“{name}” is a plan; drop it by itself.',
  'app.role-plan': 'Plan',
  'app.run-now': 'Run now',
  'app.run-now-label': 'Run now: {title}',
  'app.to-plan-of': 'Plan',
  'app.to-plan-label': 'Make a plan for {title}',
  'app.show-stored': 'Stored result',
  'app.show-stored-label': 'Stored result of {title}',
  'app.stored-curve':
    'Accuracy under attack, stored: {clean} without attack, {worst} at the largest strength.',
  'app.stored-tag': 'stored',
  'app.stored-title': 'Stored result',
  'app.run-here': 'Run it here',
  'app.preview-pictures': 'A look at “{data}”',
  'app.preview-scatter': 'A look at “{data}”: rows by {x} and {y}',
  'app.group-digits':
    'Handwritten digits, 8×8 grey pixels. Small enough that everything runs at once: the first choice for a class.',
  'app.group-signs':
    'Traffic signs drawn by the lab, 32×32 colour pixels. A misread stop sign shows why it matters; runs take minutes.',
  'app.group-breast-cancer':
    'Thirty measurements of cells, benign or malignant. Shows that tables can be attacked as well as pictures.',
  'app.group-purchases':
    'Shopping records drawn by the lab: 600 items, 100 classes of customers. Made for asking whether a record was in the training set, down to false alarms of one in a thousand.',
  'app.group-file': 'Your own data.',
  'app.why-standard': 'The ordinary model: how quickly accuracy falls under attack.',
  'app.why-overfit':
    'Knows its training rows by heart: for what a model gives away about them, and for unsteady curves.',
  'app.why-adversarial': 'Trained on attacked samples: hold its curve against the ordinary model’s.',
  'app.why-dp-sgd': 'No record can be told to have been there: how much accuracy that costs.',
  'app.why-regularised': 'Trained to be smooth: another way to slow the fall.',
  'app.why-other': 'A model trained with a recipe of its own.',
  'app.accuracy-interval': '95 % interval {low}–{high}, {correct}/{n}',
  'app.trained-here': 'Trained here',
  'app.train-one': 'Train one now',
  'app.train-one-lead': 'Choose data, layers and a recipe and watch it learn; it is a target at once.',
  'app.drop-over': 'Drop the files anywhere',
  'app.drop-over-lead':
    'Model, data, statistics, a saved report or a plan: what each is, is told by its content.',
  'app.paste-hint': 'Or paste: files, a link of this lab, the text of a report or a plan (Ctrl+V).',
  'app.pasted-nothing':
    'What was pasted is none of what the lab reads: a link of this lab, or the JSON text of a report or a plan.',
  'app.still-missing': 'Still missing',
  'app.understood': 'Understood so far',
  'app.ready-recorded': 'The predictions can be measured.',
  'app.ready-title': 'The shapes of model and data fit.',

  // --- learn ---
  'learn.title': 'Learn',
  'learn.lead':
    'Six short lessons that drive the real screens with real runs. Every number in them is computed from a result you can open.',
  'learn.minutes': 'about {minutes} minutes',
  'learn.after': 'First: {lessons}',
  'learn.after-none': 'Needs nothing before',
  'learn.aims': 'Afterwards you can',
  'learn.clause': 'Teaches: {clause}',
  'learn.steps-done': '{done} of {steps} steps done',
  'learn.begin': 'Begin',
  'learn.continue': 'Continue at step {step}',
  'learn.again': 'Begin again',
  'learn.more': 'Worksheet, notes and link',
  'learn.worksheet': 'Worksheet',
  'learn.print-notes': 'Print trainer’s notes',
  'learn.notes-window': 'Notes in a second window',
  'learn.notes-private':
    'Notes and answers never show on this page: they are printed, or stand in a second window that follows the lesson. Nothing is sent.',
  'learn.no-window': 'The browser opened no second window. Allow windows of this page, or print the notes.',
  'learn.print': 'Print',
  'learn.back-to-lessons': 'Back to the lessons',
  'learn.link': 'Link to this lesson',
  'learn.copy-link': 'Copy link',
  'learn.copied': 'Link copied.',
  'learn.copy-failed': 'The browser does not allow copying. Mark the link and copy it by hand.',
  'learn.unknown': 'There is no lesson “{id}”. Choose one below.',
  'learn.lesson': 'Lesson {number}',
  'learn.panel': 'Lesson: {title}',
  'learn.step': 'Step {step} of {steps}',
  'learn.progress': 'Progress in the lesson',
  'learn.entering': 'Bringing the step onto the page …',
  'learn.elsewhere': 'This step is about another screen.',
  'learn.to-step': 'Back to the step’s screen',
  'learn.show': 'Show it on the screen',
  'learn.next': 'Next step',
  'learn.previous': 'Step back',
  'learn.finish': 'Finish the lesson',
  'learn.leave': 'End the lesson',
  'learn.fold': 'Fold the lesson away',
  'learn.unfold': 'Open the lesson',
  'learn.keys': 'F6 goes between lesson and screen.',
  'learn.question': 'Question',
  'learn.guess': 'Guess',
  'learn.task': 'To do',
  'learn.check': 'Check',
  'learn.answer': 'Your answer',
  'learn.guess-value': '{percent} of the samples',
  'learn.answer-percent': 'Your answer (in per cent)',
  'learn.not-a-number': 'Please type a number.',
  'learn.choose-one': 'Please choose one answer.',
  'learn.point-hint': 'Click the place on the screen, or choose it here.',
  'learn.right': 'Right.',
  'learn.close': 'A good guess.',
  'learn.wrong': 'Not quite.',
  'learn.noted': 'Further away than it seems.',
  'learn.hint': 'Hint',
  'learn.next-hint': 'Another hint',
  'learn.stored': 'stored result',
  'learn.stored-says': '{samples} samples, computed with the lab beforehand.',
  'learn.own': 'your own run',
  'learn.own-says': '{samples} samples, computed on this machine.',
  'learn.run-here': 'Run it here',
  'learn.measuring': 'Measuring this machine …',
  'learn.offer-all': 'All {samples} samples: about {time}.',
  'learn.offer-fewer':
    '{planned} samples would take too long here. With {samples} it ends in about {time}; the intervals become wider.',
  'learn.start-run': 'Start with {samples} samples',
  'learn.running': 'The run goes on; its figures will take the place of the stored ones.',
  'learn.cancel-run': 'Cancel',
  'learn.back-to-stored': 'Back to the stored result',
  'learn.paper-name': 'Name',
  'learn.paper-date': 'Date',
  'learn.paper-yes': 'Tick what is right',
  'learn.paper-number': 'Answer',
  'learn.paper-prediction': 'My guess',
  'learn.paper-measured': 'Measured',
  'learn.paper-axes-epsilon': 'Draw the curve: accuracy against ε',
  'learn.paper-axes-iterations': 'Draw the curve: accuracy against iterations',
  'learn.paper-accuracy': 'Accuracy',
  'learn.paper-iterations': 'Iterations',
  'learn.notes-title': 'Trainer’s notes: {title}',
  'learn.notes-answer': 'Answer',
  'learn.notes-says': 'Said afterwards',
  'learn.notes-hints': 'Hints',
  'learn.notes-following': 'This window follows the lesson. Step {step} of {steps} is on show there.',
  'learn.notes-waiting': 'The lesson is not open in another window; this is step {step}.',
  'learn.notes-all': 'All steps',
  'learn.notes-stored': 'Figures from the stored results; a run of your own may differ within its interval.',
  // --- report ---
  'report.title': 'Assessment of {subject}',
  'report.own-model': 'a model from a file',
  'report.state-whole': 'Finished',
  'report.state-partial':
    'Not finished: a part of the work is missing, and the figures rest on what there is.',
  'report.state-part':
    'Part {index} of {of}: the figures come once all parts are merged with “touchstone merge”.',
  'report.state-error': 'Not whole: at least one item could not be measured.',
  'report.print': 'Print',
  'report.open': 'Open another',
  'report.save-plan': 'Save its plan',
  'report.explore': 'Explore',
  'report.summary': 'In plain words',
  'report.summary-what':
    'What was measured and what came out. Every figure below is the document’s own; nothing is computed by this page.',
  'report.sum-subject':
    '{model} ({classes} classes, input {input}) was measured on {count} of {of} test samples of {data}, {order}.',
  'report.sum-accuracy':
    'Without attack it is right on {value} of them (95 % interval {low} to {high}; {correct} of {n}).',
  'report.sum-membership':
    'Told from as many non-members, members are found with a success rate of {value} (95% interval {low} to {high}); 50% is chance.',
  'report.sum-membership-differ':
    'Members and non-members differ by themselves: that figure is no leakage, and nothing is judged from it.',
  'report.sum-robust':
    'Under attack ({attacks}; {norm}, ε up to {epsilon}) {value} are still right on average over the strengths (95 % interval {low} to {high}, n = {n}). The others were broken; those were not broken by these attacks at these budgets.',
  'report.sum-largest': 'At the largest strength, ε = {epsilon}, {value} are left ({correct} of {n}).',
  'report.sum-unreliable': 'A self-check failed: take this value as an upper bound; the truth may be lower.',
  'report.sum-unchecked':
    'The self-checks were switched off, so nobody knows whether the attacks were strong enough.',
  'report.sum-checked': 'All self-checks of the measurement passed.',
  'report.sum-other': '{name}: {value} (interval {low} to {high}, n = {n}).',
  'report.sum-other-plain': '{name}: {value} (n = {n}).',
  'report.sum-none': '{name}: no value ({status}).',
  'report.sum-met': 'Of {count} thresholds {met} are met, {failed} are not met and {open} are undecided.',
  'report.sum-no-threshold':
    'No threshold was set, so nothing is judged: whether the figures suffice is for the reader to say.',
  'report.judgement': 'Judgement',
  'report.judgement-what': 'Each threshold is held against the whole interval of its value.',
  'report.judgement-threshold': 'Threshold',
  'report.judgement-outcome': 'Outcome',
  'report.judgement-reason': 'Reason',
  'report.outcome-met': 'met',
  'report.outcome-not-met': 'not met',
  'report.outcome-undecided': 'undecided',
  'report.status-measured': 'measured',
  'report.status-met': 'threshold met',
  'report.status-not-met': 'threshold not met',
  'report.status-undecided': 'undecided',
  'report.status-by-hand': 'by hand',
  'report.status-not-applicable': 'does not apply',
  'report.status-not-run': 'not run',
  'report.status-partial': 'not finished',
  'report.status-error': 'failed',
  'report.contents': 'Contents',
  'report.got': 'How {id} was got',
  'report.got-standard': 'The standard asks',
  'report.got-here': 'Counted here',
  'report.got-A.5-3':
    'A sample counts at ε when it was classified rightly before and after every attack at that ε and at all smaller ones. The value is the mean of these shares over the chosen strengths above 0; its interval comes from a bootstrap over samples, those of single points are Wilson’s. What is left is an upper bound on robust accuracy.',
  'report.got-A.1-2':
    'Every attack scores members and non-members alike; the success rate is (TPR + TNR) / 2 of the attack that is strongest on one half of the records, measured on the other half, and the other way round. Attackers with shadow models train models of the same recipe.',
  'report.got-A.3-1':
    'Accuracy is the share of samples whose predicted class is the label, with Wilson’s interval; precision, recall, F1 and AUC are means over the classes, with bootstrap intervals.',
  'report.got-parameters': 'Parameters',
  'report.got-counts': 'Samples counted',
  'report.got-interval': 'Interval',
  'report.got-own': 'own value of each attack',
  'report.got-more': 'and {count} more',
  'report.host': 'Machine',
  'report.workers': 'Workers',
  'report.pieces': 'Pieces of work',
  'report.pieces-of': '{computed} computed, {cached} taken from an earlier run',
  'report.model-facts': 'Model',
  'report.model-line': '{bytes} bytes, ONNX opset {opset}',
  'report.again': 'Do it again',
  'report.again-what':
    'The same plan on the same model and data gives the same figures to the last digit, here and in the terminal.',
  'report.again-verify': 'Compare every figure with a fresh run:',
  'report.again-assess': 'Or run its plan:',
  'report.again-own': 'Put the files’ own names in place of model.onnx and data.csv.',
  'report.again-webgpu':
    'This report was computed on the GPU, which the terminal does not use; run it here to compare.',
  'report.again-partial': 'An unfinished report cannot be verified; run its plan to the end first.',
} as const;
