/** What a search says of one fit: all of it is about the tries up to its verdict, in their order. */
export interface SearchReport {
  /** Enough tries found the deepest minimum. */
  settled: boolean;
  /** Settled, or at its limit. */
  over: boolean;
  /** It went on once, because a later try that had ended lay deeper. */
  grew: boolean;
  /** Tries that have to find it, and the most evaluations and tries that there are. */
  confidence: number;
  maxEvaluations: number;
  mostTries: number;
  tries: number;
  /** Of these, those that found the deepest minimum. */
  hitsOfBest: number;
  evaluations: number;
  /** Until the end of the first that found it; NaN where none has. */
  evaluationsToBest: number;
  arms: { name: string; tries: number; hits: number; evaluations: number }[];
}
