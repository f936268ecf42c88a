/**
 * How much the fleet believes. Whoever has a worker's password can write anything
 * under any of our names: so a size is asked before a value is fetched, and what is
 * larger than anything of ours is never read. docs/fleet.md has the table.
 */

/** Of a result, as JSON: a thousand times an ordinary one. */
export const RESULT_BYTES = 2 ** 20;
/** Values in one answer of Redis, all together. */
export const REPLY_BYTES = 8 * 2 ** 20;
/** Of an entry in the stream of events, which may carry a partial result. */
export const EVENT_BYTES = RESULT_BYTES + 4096;
/** One a generation that found something better. */
export const CONVERGENCE_PAIRS = 20_000;
/** Of what a failed trial says, the end of its log included. */
export const ERROR_CHARACTERS = 64_000;
/** Of any other word: a stop reason, a field of a heartbeat or of a sweep's entry. */
export const WORD_CHARACTERS = 1000;
/** That the driver writes down of one trial's log. */
export const LOG_BYTES = 64 * 1024;
/** In the fleet's list: the newest. */
export const WORKERS = 5000;
/** Of an optimiser's state, as JSON. */
export const CHECKPOINT_BYTES = 64 * 2 ** 20;
/** Of a GenX file. */
export const PROJECT_BYTES = 256 * 2 ** 20;
/** That one sweep may claim: more than a plan may have. */
export const TRIALS = 200_000;
/** Entries of the queue that the driver looks through for its own. */
export const QUEUE_ENTRIES = 500_000;

/** Of a worker, a sweep, a machine. */
export const NAME = /^[\w.-]{1,100}$/;
