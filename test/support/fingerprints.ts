/** Hashes that every host must reproduce; the tests of Node and of Chromium share them. */
export const NORMAL_DRAWS_SHA256 = '2f41c51bfafd01cfadf0117ac4712b8f728e9f6c3008135760cf23673482dc8d';
