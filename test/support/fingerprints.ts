/** Hashes that every host must reproduce; the tests of Node and of Chromium share them. */
export const NORMAL_DRAWS_SHA256 = '2f41c51bfafd01cfadf0117ac4712b8f728e9f6c3008135760cf23673482dc8d';

/** Bytes of the first 200 training pictures of `signs` with seed 1. */
export const SIGNS_SHA256 = 'd95520dbb905be3a66857b6d4cee06fae822a88b20ef4f11154997a852d2d306';

/** Values and labels of the first 200 training records of `purchases` with seed 1. */
export const PURCHASES_SHA256 = '51a325c8a358990fff75b3273eb09a42afd107ff0c2ed9c5ef491aceec703993';
