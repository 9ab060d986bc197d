/**
 * An architecture, declared once as a short list of layers: plain data that every training engine builds from, and that
 * model cards hold. Images are [C, H, W], tables [features]; the batch comes in front and is not written.
 */

export type Activation = 'relu' | 'leaky-relu' | 'sigmoid' | 'tanh';

export type Layer =
  /** Fully connected; flattens an image first. Without bias right before a batch norm, whose shift makes it idle. */
  | { readonly kind: 'dense'; readonly units: number }
  /** 2-D convolution, square kernel, the same zero padding on all four sides. Bias as for dense. */
  | {
      readonly kind: 'conv';
      readonly filters: number;
      readonly kernel: number;
      readonly stride?: number;
      readonly padding?: number;
    }
  /** Square window without padding; `stride` is the window's size unless given. */
  | { readonly kind: 'max-pool' | 'average-pool'; readonly size: number; readonly stride?: number }
  /** Mean over height and width: [C, H, W] becomes [C]. */
  | { readonly kind: 'global-average-pool' }
  /** Over each channel (Ioffe & Szegedy 2015). Training uses the batch's mean and biased variance. */
  | { readonly kind: 'batch-norm' }
  | { readonly kind: 'activation'; readonly function: Activation }
  | { readonly kind: 'flatten' }
  /** In training sets this share of its values to 0 and scales up the others (Srivastava et al. 2014); saved models have no trace of it. */
  | { readonly kind: 'dropout'; readonly percent: number }
  /** body(x) + shortcut(x) (He et al. 2015); the shortcut is the identity unless given. */
  | { readonly kind: 'residual'; readonly body: readonly Layer[]; readonly shortcut?: readonly Layer[] };

/** Part of the model in front of the first layer: (x − mean) ÷ std, one figure per channel or feature. Not trained. */
export interface Standardisation {
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** The figures were chosen without a look at the data, so that they give nothing of it away. */
  readonly chosen?: true;
}

export interface Architecture {
  /** Shape of one sample. */
  readonly input: readonly number[];
  readonly classes: number;
  readonly standardise?: Standardisation;
  /** Ends in a dense layer of `classes` units: the logits. */
  readonly layers: readonly Layer[];
}

export const batchNormEpsilon = 1e-5;
export const leakySlope = 0.01;

export const dense = (units: number): Layer => ({ kind: 'dense', units });
export const conv = (
  filters: number,
  kernel: number,
  options: { stride?: number; padding?: number } = {},
): Layer => ({ kind: 'conv', filters, kernel, ...options });
export const maxPool = (size: number): Layer => ({ kind: 'max-pool', size });
export const averagePool = (size: number): Layer => ({ kind: 'average-pool', size });
export const globalAveragePool: Layer = { kind: 'global-average-pool' };
export const batchNorm: Layer = { kind: 'batch-norm' };
export const relu: Layer = { kind: 'activation', function: 'relu' };
export const dropout = (percent: number): Layer => ({ kind: 'dropout', percent });
export const flatten: Layer = { kind: 'flatten' };
export const residual = (body: readonly Layer[], shortcut?: readonly Layer[]): Layer => ({
  kind: 'residual',
  body,
  ...(shortcut ? { shortcut } : {}),
});
