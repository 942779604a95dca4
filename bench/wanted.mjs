/** A figure that is wanted is at most a number, or at least one. In results.json: `2`, or `{ "least": 2 }`. */
export const atLeast = (least) => ({ least });

export const isMet = (wanted, figure) =>
  typeof wanted === "number" ? figure <= wanted : figure >= wanted.least;

export const formatWanted = (wanted) => (typeof wanted === "number" ? `≤ ${wanted}` : `≥ ${wanted.least}`);
