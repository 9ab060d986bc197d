import { longestAddress, writeAddress, type Address } from '../address.ts';

/** What can be handed on of where the page is. */
export interface Shared {
  /** The whole link. */
  readonly link: string;
  /** Characters that the settings take, and whether a link holds them. */
  readonly length: number;
  readonly fits: boolean;
  /** The link leads to this machine only. */
  readonly local: boolean;
  /** The link names files that whoever opens it must have. */
  readonly ownFiles: boolean;
}

const loopback = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/** A link to an address of the page that lies at `base` (without `#…`), with controls left out of it. */
export function sharedLink(base: string, address: Address, hidden: readonly string[]): Shared {
  const hash = writeAddress({ ...address, hidden: hidden.length ? hidden : undefined });
  return {
    link: base + hash,
    length: hash.length,
    fits: hash.length <= longestAddress,
    local: loopback.test(new URL(base).hostname),
    ownFiles: address.model !== undefined,
  };
}

/** The page's own address without what stands behind `#`. */
export const baseOf = (href: string): string => href.replace(/#.*$/s, '');
