/** What an image's header says, read before anything is decoded. */
export interface ImageHeader {
  readonly width: number;
  readonly height: number;
  /** 1: grey, 3: colour; an alpha channel is not counted. */
  readonly channels: 1 | 3;
  /** 16 bits a channel, of which the upper 8 are kept. */
  readonly deep: boolean;
  /** EXIF asks for the picture to be turned or mirrored for display. */
  readonly turned: boolean;
}

/** A decoded picture. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** Row by row, the channels of a pixel side by side. */
  readonly pixels: Uint8Array;
  /** Some pixel is not opaque; its colour is kept as stored. */
  readonly translucent: boolean;
}

/** A kind of picture file. A new one is a file here and one line in `index.ts`. */
export interface ImageFormat {
  readonly id: string;
  matches(bytes: Uint8Array): boolean;
  /** @throws UserError when the header is damaged, or the kind is not read. */
  header(name: string, bytes: Uint8Array): ImageHeader;
  /** @throws UserError as `header` does, and when the picture is damaged or ends early. */
  decode(name: string, bytes: Uint8Array): Picture;
}
