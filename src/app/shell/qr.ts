import { encode } from 'uqr';

/** A QR code as one path of an SVG: dark modules, with the quiet zone of four modules around that the standard asks for. */
export interface QrPath {
  /** Modules along one side, quiet zone included: the view box. */
  readonly size: number;
  readonly d: string;
}

const quiet = 4;

/** The QR code of a text. Error correction M: a projector's glare and a thumb on paper cost some modules. */
export function qrPath(text: string): QrPath {
  const { data, size } = encode(text, { ecc: 'M', border: quiet });
  const parts: string[] = [];
  data.forEach((row, y) => {
    for (let x = 0; x < size; x++) {
      if (!row[x]) continue;
      const from = x;
      while (x + 1 < size && row[x + 1]) x++;
      parts.push(`M${from} ${y}h${x - from + 1}v1h-${x - from + 1}z`);
    }
  });
  return { size, d: parts.join('') };
}
