import { lambdaPayloadBytesMax } from '../../shared/limits.ts';

/** Of a synchronous invocation. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const REQUEST_BYTES_MAX = lambdaPayloadBytesMax;

/** What AWS's refusal of a larger response names: 100 bytes over 6 MiB. */
export const RESPONSE_BYTES_MAX = 6_291_556;

/** Of an asynchronous invocation. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const EVENT_BYTES_MAX = 1_048_576;

/** How often an asynchronous invocation is tried again, and when. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
export const EVENT_RETRY_DELAYS_MS = [60_000, 120_000];

/** Of the unzipped code. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const CODE_BYTES_MAX = 262_144_000;

/** The end of the log that an invocation can ask for. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const LOG_TAIL_BYTES_MAX = 4096;

/** How long a new environment may take to load the function. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
export const INIT_SECONDS_MAX = 10;

/** How long an idle environment is kept; AWS does not say, some minutes. Kept short here, for each holds memory. */
export const IDLE_MS_MAX = 60_000;

/**
 * V8 ends the whole process, not the thread, when a thread leaps over its heap limit. So that limit stands this much above
 * the function's memory, and the function is ended before it gets there: when what it holds at rest exceeds its memory,
 * or what it holds in mid-run exceeds it by the margin, which leaves room for garbage not collected yet.
 */
export const HEAP_HEADROOM_MB = 1024;
export const GARBAGE_MARGIN_MB = 256;

/**
 * Of each thread's heap. A transform's garbage dies young, and V8 fills whatever it may before it collects: with its default, four
 * busy threads hold 400 MB more and are no faster.
 */
export const YOUNG_GENERATION_MB = 16;
