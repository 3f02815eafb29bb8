import type { Clock } from '../clock.ts';

/** What a delivery stream takes in a second by Direct PUT. */
export interface PutRate {
  records: number;
  bytes: number;
  requests: number;
}

/** Counts puts against the quota; what does not fit is refused, record by record. */
export interface PutQuota {
  takeRequest(): boolean;
  takeRecord(bytes: number): boolean;
}

/** Each quota refills continuously and holds at most one second's worth. */
export function createPutQuota(rate: PutRate, clock: Clock): PutQuota {
  let left = { ...rate };
  let atMs = clock.now();
  const refill = (): void => {
    const seconds = (clock.now() - atMs) / 1000;
    atMs = clock.now();
    left = {
      records: Math.min(rate.records, left.records + rate.records * seconds),
      bytes: Math.min(rate.bytes, left.bytes + rate.bytes * seconds),
      requests: Math.min(rate.requests, left.requests + rate.requests * seconds),
    };
  };
  return {
    takeRequest() {
      refill();
      if (left.requests < 1) return false;
      left.requests -= 1;
      return true;
    },
    takeRecord(bytes) {
      if (left.records < 1 || left.bytes < bytes) return false;
      left.records -= 1;
      left.bytes -= bytes;
      return true;
    },
  };
}
