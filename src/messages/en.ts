/**
 * English texts, grouped by the room that uses them. `{name}` marks a value.
 * A sentence about trouble says what it is and what to do.
 */
export const en = {
  // app
  // assessment
  'assessment.plan-shape': 'A plan is a JSON object such as {"indicators": ["A.5-3"], "samples": 200}.',
  'assessment.plan-unknown-field':
    'The plan has a field {field}, which does not exist; the fields are {known}.',
  'assessment.plan-field': "The plan's {field} is not valid; it must be {expected}.",
  'assessment.setting-form':
    "The setting {setting} is not of the form A.5-3.epsilons=[0,0.1]: an indicator's id, a parameter, and a value in JSON.",
  'assessment.setting-not-planned':
    'The setting {setting} speaks of {id}, which is not among the indicators of the plan; add it to --indicators.',
  'assessment.no-indicator': 'The plan names no indicator; name at least one, for example A.5-3.',
  'assessment.unknown-indicator': 'There is no indicator {id} here; those that can be measured are {known}.',
  'assessment.indicator-twice': 'Indicator {id} is named twice in the plan; name it once.',
  'assessment.no-gradient':
    '{id} is a white-box measure and this model holds operators that have no gradient here ({operators}); leave {id} out of the plan.',
  'assessment.threshold-form':
    "The threshold {text} is not of the form A.5-3>=0.4: an indicator's id, one of >= > <= <, and a number.",
  'assessment.threshold-not-planned':
    'The threshold {text} speaks of {id}, which is not among the indicators of the plan; add it to --indicators.',
  'assessment.judged-unfinished': 'The item is not finished, so nothing can be concluded.',
  'assessment.judged-no-interval': 'The value has no interval, so nothing can be concluded.',
  'assessment.judged-not-met': 'The whole interval {low}–{high} fails the limit {limit}.',
  'assessment.judged-met': 'The whole interval {low}–{high} passes the limit {limit}.',
  'assessment.judged-undecided':
    'The limit {limit} lies inside the interval {low}–{high}; more samples may decide.',
  'assessment.judged-unreliable':
    'A self-check failed, so the value is an upper bound that meets no threshold.',
  'assessment.no-samples': 'The data hold no test samples; give data with at least one labelled sample.',
  'assessment.offset-too-large':
    'The offset {offset} lies beyond the test part, which has {of} samples; choose a smaller offset.',
  'assessment.too-few-samples':
    '{samples} samples are asked for and the test part has {available} after offset {offset}; ask for at most that many.',
  'assessment.first-in-file':
    'These are the first {count} of {of} test samples in file order, not a random sample.',
  'assessment.part-in-file':
    'These are samples {first} to {last} of {of} in file order, not a random sample.',
  'assessment.class-mix':
    'Their class mix differs from that of all {of} test samples by more than chance explains; use a random order for figures that speak of the whole.',
  'assessment.classes':
    'The data have {data} classes and the model has {model}; use data whose labels the model knows.',
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
  'graph.not-onnx': 'This file is not a whole ONNX model; export the model again as .onnx.',
  'graph.old-opset':
    'This model is written in operator set {opset}, older than the lab reads ({oldest}); export it again for operator set 13 or newer.',
  'graph.too-large': 'This model is larger than {megabytes} MB; choose a smaller one.',
  'graph.too-many-nodes':
    'This model has {count} operators, more than the lab takes; export it without training parts or choose a smaller one.',
  'graph.bad-tensor':
    'The stored values of “{name}” do not fit the dimensions that the file gives them; export the model again.',
  'graph.tensor-type':
    '“{name}” holds values of a type the lab does not read (ONNX type {type}); export the model in float32.',
  'graph.external-data':
    'The values of “{name}” are kept in another file; export the model as one file with its weights inside.',
  'graph.sparse':
    'This model holds sparse weights, which the lab does not read; export it with ordinary weights.',
  'graph.defined-twice': 'The value “{name}” is defined twice in this model; export the model again.',
  'graph.missing-value':
    'The operator “{node}” reads “{name}”, which the model does not define; export the model again.',
  'graph.cycle': 'The operators of this model form a circle at “{node}”; export the model again.',
  'graph.inputs':
    'This model has {count} inputs and the lab takes models of exactly one; export it with the others fixed.',
  'graph.input-type': 'The input “{name}” is not float32; export the model with a float32 input.',
  'graph.free-shape':
    'The shape of one sample of the input “{name}” is left open; export the model with fixed sizes for all but the batch.',
  'graph.sample-too-large':
    'One sample of this model is larger than the lab takes; choose a model with a smaller input.',
  'graph.unknown-operators':
    'This model uses operators the lab does not know: {operators}; export it without them or choose another model.',
  'graph.does-not-fit':
    'The operator “{node}” ({operator}) does not fit its inputs; check the model’s shapes and export it again.',
  'graph.not-a-classifier':
    'This model has no output with one row of class values per sample (at least 2 classes); choose a classifier.',
  'graph.no-gradient':
    'These operators have no gradient, so white-box methods cannot be used on this model: {operators}; black-box methods can.',
  'graph.too-few-classes': 'This loss needs at least 2 classes.',
  'graph.engine-refuses':
    'The engine cannot run this model; export it again for a common operator set (13 to 21).',
  // indicators
  // oracles
  'oracle.label':
    'Label {label} is not one of the model’s {classes} classes (counted from 0); check the labels.',
  'oracle.sample-shape':
    'The data’s samples are {given} and the model takes {wanted}; choose data that fits the model.',
  'oracle.input-not-finite': 'The data holds values that are not finite numbers; remove them.',
  'oracle.not-finite':
    'The model returned values that are not finite numbers; its figures would mean nothing, so the run stopped: check the model and the range of its input.',
  // training
  'training.no-target': 'There is no bundled model “{id}”; choose one of {known}.',
  'training.broken-file':
    'The lab’s own file “{file}” is damaged or does not belong to this version; install or load the lab again.',
  // workers
  'workers.crashed':
    'A worker stopped without a word; its piece of work was tried {tries} times. Choose a smaller batch or fewer workers and resume.',
} as const;
