/** Milliseconds of each of `repeats` turns of the work. Free of Node, so that a page can use it. */
export async function timed(work: () => Promise<unknown>, repeats: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times;
}
