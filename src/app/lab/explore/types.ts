/** What the explore screen asks of the lab: single samples, with the very draws of a run. */
export type ExploreApi = object;
