import { dependencies, version } from '../../package.json';

declare const __TOUCHSTONE_BUILD__: string | undefined;

/** What computed a report's numbers. */
export const versions = { touchstone: version, onnxruntimeWeb: dependencies['onnxruntime-web'] } as const;

/** Hash of the sources this program was built from; `unbuilt` when it runs from them, as in tests. */
export const build = typeof __TOUCHSTONE_BUILD__ === 'string' ? __TOUCHSTONE_BUILD__ : 'unbuilt';
