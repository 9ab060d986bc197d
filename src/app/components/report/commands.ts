import type { Report } from '../../../document/report.ts';

/** How a report is computed again in the terminal. */
export interface Commands {
  /** Null where the terminal cannot: an unfinished report, or one from a GPU. */
  readonly verify: string | null;
  readonly assess: string;
  /** File names in them stand for the person's own. */
  readonly own: boolean;
}

/** A word that a shell takes as it is; what a report of any origin names may be anything. */
const word = /^[\w.-]{1,64}$/;
const quoted = (text: string) => (word.test(text) ? text : `'${text.replace(/[^\p{L}\p{N} ._-]/gu, '')}'`);

function subjectOptions({ model, data }: Report): { options: string[]; own: boolean } {
  const target = model.target !== null && word.test(model.target) ? model.target : null;
  const bundled = data.id !== 'file' && word.test(data.id) ? data.id : null;
  const { scale, labelColumn, standardised, resize } = data.preparation;
  if (model.recorded) {
    const column = labelColumn === undefined ? [] : [`--label-column ${quoted(labelColumn)}`];
    return { own: true, options: ['--predictions scores.csv', ...column] };
  }
  return {
    own: !target || !bundled,
    options: [
      ...(target ? [] : ['--target model.onnx']),
      ...(bundled ? (target ? [] : [`--data ${bundled}`]) : ['--data data.csv']),
      ...(bundled || scale === undefined ? [] : [`--scale ${scale}`]),
      ...(bundled || labelColumn === undefined ? [] : [`--label-column ${quoted(labelColumn)}`]),
      ...(resize ? [`--resize ${resize.join('x')}`] : []),
      ...(standardised ? ['--standardise stats.json'] : []),
      ...(model.setting ? ['--card model.card.json'] : []),
    ],
  };
}

export function commandsOf(report: Report, file: string, plan: string): Commands {
  const { options, own } = subjectOptions(report);
  const partial = report.items.some(({ status }) => status === 'partial') && !report.shard;
  const target = report.model.target !== null && word.test(report.model.target) ? report.model.target : null;
  const line = (...parts: string[]) => ['touchstone', ...parts].join(' ');
  return {
    verify: partial || report.engine.name !== 'wasm' ? null : line('verify', file, ...options),
    assess: line(
      'assess',
      ...(target ? [`--target ${target}`] : []),
      ...options,
      `--plan ${plan}`,
      '--out again.json',
    ),
    own,
  };
}
