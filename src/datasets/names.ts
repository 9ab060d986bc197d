/** The bundled sets. A new one is a card (and its file) in `public/datasets` and one id here. */
export const bundledDatasets = ['digits', 'breast-cancer', 'signs', 'purchases'] as const;
