/** What the training screen asks of the lab. */
export type TrainApi = object;
