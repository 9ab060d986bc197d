/** What the step-by-step screen asks of the lab: one sample's way through the ball, and the loss around it. */
export type WalkApi = object;
