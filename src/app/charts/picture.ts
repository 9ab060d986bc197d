import { tileLine, tiles } from './hatches.ts';
import { sampleMarks, sampleSize } from './legend.ts';
import { textMark, type Ink, type Mark } from './marks.ts';
import { patternId, patternsOf } from './paint.ts';
import { onPaper } from './paper.ts';
import type { LegendItem, Size } from './types.ts';
import { textWidth, wrap } from './words.ts';

/** What a saved picture holds: the chart with its heading and legend. */
export interface PictureParts {
  readonly title: string;
  readonly reading: string;
  readonly note?: string;
  /** Language of the texts, e.g. `zh-CN`. */
  readonly lang: string;
  readonly legend: readonly LegendItem[];
  readonly marks: readonly Mark[];
  readonly size: Size;
}

export interface Picture extends Size {
  readonly svg: string;
}

const padding = 16;
const fonts =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif";

/** An SVG file that needs nothing else: colours are written out, on white, and there are no scripts, styles or links. */
export function picture(parts: PictureParts): Picture {
  const { size, title, reading, note, lang, marks } = parts;
  const inner = size.width;
  const head = [
    ...wrap(title, inner, 17).map((text) => ({ text, size: 17, bold: true, step: 24, fill: '--ink' })),
    ...wrap(reading, inner).map((text) => ({ text, size: 12, bold: false, step: 18, fill: '--ink-2' })),
  ];
  let y = padding;
  const placed: Mark[] = head.map(({ text, size: letters, bold, step, fill }) => {
    y += step;
    return textMark(padding, y - 6, text, { size: letters, bold, fill });
  });
  const legend = legendBlock(parts.legend, inner);
  const legendTop = y + 6;
  y = legendTop + legend.height;
  const plotTop = y + 4;
  y = plotTop + size.height;
  const foot = (note ? wrap(note, inner) : []).map((text) => {
    y += 18;
    return textMark(padding, y, text);
  });
  const width = size.width + 2 * padding;
  const height = y + padding;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" xml:lang="${escape(lang)}" font-family="${escape(fonts)}">`,
    `<title>${escape(title)}</title>`,
    `<desc>${escape([reading, note].filter(Boolean).join(' '))}</desc>`,
    `<defs>${patternsOf([...marks, ...legend.samples.flatMap((sample) => sample.marks)], 'p')
      .map(patternText)
      .join('')}</defs>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...placed.map(markText),
    ...legend.samples.map(
      ({ x, y: down, marks: sample }) =>
        `<g transform="translate(${padding + x} ${legendTop + down})">${sample.map(markText).join('')}</g>`,
    ),
    `<g transform="translate(${padding} ${plotTop})">`,
    ...marks.map(markText),
    '</g>',
    ...foot.map(markText),
    '</svg>\n',
  ].join('\n');
  return { svg, width, height };
}

interface Sample {
  readonly x: number;
  readonly y: number;
  readonly marks: readonly Mark[];
}

/** Entries side by side, in as many rows as they need. */
function legendBlock(items: readonly LegendItem[], width: number): { samples: Sample[]; height: number } {
  let x = 0;
  let row = 0;
  const samples = items.length < 2 ? [] : items.map((item): Sample => {
    const room = sampleSize.width + 8 + textWidth(item.label) + 18;
    if (x > 0 && x + room > width) [x, row] = [0, row + 1];
    const sample = {
      x: Math.round(x + sampleSize.width / 2),
      y: row * 20 + 10,
      marks: [...sampleMarks(item), textMark(sampleSize.width / 2 + 8, 4, item.label, { fill: '--ink' })],
    };
    x += room;
    return sample;
  }); // prettier-ignore
  return { samples, height: samples.length ? (row + 1) * 20 : 0 };
}

/** XML cannot hold most control characters, not even escaped. */
const holdable = (character: string): boolean => {
  const code = character.codePointAt(0) ?? 0;
  return (code >= 0x20 && code < 0xfffe) || code > 0xffff || code === 9 || code === 10 || code === 13;
};

const escape = (text: string): string =>
  [...text]
    .filter(holdable)
    .join('')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

function patternText({ id, colour, hatch }: ReturnType<typeof patternsOf>[number]): string {
  const { size, d, tone } = tiles[hatch];
  const hex = onPaper(colour);
  const lines = d ? `<path d="${d}" stroke="${hex}" stroke-width="${tileLine}" stroke-linecap="round"/>` : '';
  return `<pattern id="${id}" width="${size}" height="${size}" patternUnits="userSpaceOnUse"><rect width="${size}" height="${size}" fill="${hex}" fill-opacity="${tone}"/>${lines}</pattern>`;
}

function inkText({ fill, hatch, stroke, thick, dash, opacity, round }: Ink): string {
  const attributes = [
    fill && hatch ? `fill="url(#${patternId('p', fill, hatch)})"` : `fill="${fill ? onPaper(fill) : 'none'}"`,
    stroke && `stroke="${onPaper(stroke)}"`,
    stroke && thick !== undefined && `stroke-width="${thick}"`,
    dash && `stroke-dasharray="${dash}"`,
    round && 'stroke-linecap="round"',
    opacity !== undefined && `opacity="${opacity}"`,
  ];
  return attributes.filter(Boolean).join(' ');
}

function markText(mark: Mark): string {
  const ink = inkText(mark);
  switch (mark.kind) {
    case 'path':
      return `<path d="${mark.d}"${mark.at ? ` transform="translate(${mark.at[0]} ${mark.at[1]})"` : ''} ${ink} stroke-linejoin="round"/>`;
    case 'line':
      return `<line x1="${mark.x1}" y1="${mark.y1}" x2="${mark.x2}" y2="${mark.y2}" ${ink}/>`;
    case 'rect':
      return `<rect x="${mark.x}" y="${mark.y}" width="${mark.width}" height="${mark.height}" ${ink}/>`;
    case 'text':
      return `<text x="${mark.x}" y="${mark.y}" font-size="${mark.size ?? 12}"${mark.bold ? ' font-weight="650"' : ''}${mark.anchor ? ` text-anchor="${mark.anchor}"` : ''} ${ink}>${escape(mark.text)}</text>`;
  }
}
