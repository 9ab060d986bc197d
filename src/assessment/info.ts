import type { DataFacts, ModelFacts, TrainingFacts } from '../document/report.ts';
import type { SubjectInfo } from '../indicators/types.ts';
import { accessOf } from './access.ts';

/** What an indicator may know of a subject, from what a report says of it. */
export function infoOf(model: ModelFacts, data: DataFacts, training?: TrainingFacts): SubjectInfo {
  const access = accessOf(model);
  return {
    kind: data.kind,
    classes: model.classes,
    shape: data.shape,
    ...(data.range ? { range: data.range } : {}),
    ...(data.gridStep === undefined ? {} : { gridStep: data.gridStep }),
    ...(data.kind === 'table' ? { train: data.train } : {}),
    ...(model.notDifferentiable.length > 0 ? { notDifferentiable: model.notDifferentiable } : {}),
    ...(access === 'gradient' ? {} : { access }),
    ...(model.recorded ? { recorded: model.recorded } : {}),
    ...(model.zeroGradient.length > 0 ? { zeroGradient: model.zeroGradient } : {}),
    ...(model.straightThrough ? { straightThrough: model.straightThrough } : {}),
    ...(training ? { training } : {}),
  };
}
