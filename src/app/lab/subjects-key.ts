/** Names a model and its data: kept runs speak of their subject by it. */
export const keyOf = (modelSha256: string, dataSha256: string): string => `${modelSha256} ${dataSha256}`;
