/** A file of a built page. */
export interface ListedFile {
  /** Below the folder of the page, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Set for files of an engine that most machines never use: kept only where it was used. */
  readonly engine?: string;
}

/** One build of the page, whole. */
export interface Release {
  readonly version: string;
  /** Named in requests for files whose names stay the same from build to build (`?v=`). */
  readonly publicVersion: string;
  readonly files: readonly ListedFile[];
}

/** What the service worker holds. */
export interface Holdings {
  /** The version that the server has, as far as is known. */
  readonly newest: string;
  readonly newestWhole: boolean;
  /** Bytes of the newest version that have to be held, and are. */
  readonly total: number;
  readonly loaded: number;
  /** The version that the page is opened in. */
  readonly current: string | null;
  readonly currentWhole: boolean;
}

/** Why keeping the files failed. */
export type LoadTrouble =
  /** The connection broke; what came so far is kept. */
  | { readonly kind: 'interrupted' }
  /** The server's file is another than this version's. */
  | { readonly kind: 'mixed'; readonly path: string }
  | { readonly kind: 'storage-full'; readonly needed: number }
  | { readonly kind: 'unexpected'; readonly text: string };

/** From the page to the service worker, each with a port for the answers. */
export type OfflineRequest =
  | { readonly ask: 'holdings' }
  /** Goes on keeping the newest version; answers now and then with `holdings`, and at the end of this stretch with `end`. */
  | { readonly ask: 'load' }
  /** Opens the page in the newest version from now on, if it is whole. */
  | { readonly ask: 'take' }
  /** An engine was used: its files are kept from now on. */
  | { readonly ask: 'engine'; readonly engine: string };

export interface OfflineAnswer {
  readonly holdings: Holdings;
  readonly end: boolean;
  readonly trouble?: LoadTrouble;
}

/** From the service worker to a page: which version are you? The answer is the version, through the port. */
export interface VersionQuestion {
  readonly ask: 'version';
}
