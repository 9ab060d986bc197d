import type { ImportSetting } from '../assessment/import-setting.ts';
import { presetIn } from '../graph/presets.ts';
import type { Preprocessing } from '../graph/preprocessing.ts';
import { short } from './format.ts';
import { i18n, t } from './i18n.svelte.ts';

const figures = (values: readonly number[]) => values.map((value) => short(value, i18n.tag)).join(' / ');

/** What is done to values: a preset's name, or the figures. */
function valueWords(steps: Preprocessing): string[] {
  const preset = presetIn(steps);
  if (preset) return preset.id === 'unit' ? [] : [t(preset.title)];
  const { multiply, mean, std, order } = steps;
  return [
    ...(order ? ['BGR'] : []),
    ...(multiply === undefined ? [] : [`× ${short(multiply, i18n.tag)}`]),
    ...(mean ? [`${t('import.mean')} ${figures(mean)}`] : []),
    ...(std ? [`${t('import.std')} ${figures(std)}`] : []),
  ];
}

function stepWords(steps: Preprocessing): string[] {
  const { channels, resize, layout, invert, transpose } = steps;
  return [
    ...(invert ? [t('import.invert')] : []),
    ...(transpose ? [t('import.transpose')] : []),
    ...(channels ? [t(`import.channels-${channels}`)] : []),
    ...(resize
      ? [
          t('app.pair', {
            first: t('import.resize', { size: `${resize.height} × ${resize.width}` }),
            second: t(`import.resize-${resize.mode}`),
          }),
        ]
      : []),
    ...valueWords(steps),
    ...(layout ? ['NHWC'] : []),
  ];
}

/** How a model is read, in words, one step after the other; none where it is read as it stands. Names of classes say themselves. */
export function settingWords({ output, single, preprocessing, labels }: ImportSetting): string[] {
  return [
    ...stepWords(preprocessing ?? {}),
    ...(labels ? [t('import.labels-moved', { labels: labels.slice(0, 12).join(', ') })] : []),
    ...(output === undefined ? [] : [t('import.output-named', { name: output })]),
    ...(single ? [t('import.single-named', { meaning: t(`import.single-${single}`) })] : []),
  ];
}
