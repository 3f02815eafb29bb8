import { describe, expect, it } from 'vitest';
import { createBoundedCache } from '../../shared/address-cache.ts';

describe('a bounded cache', () => {
  it('keeps what is set a second time', () => {
    const cache = createBoundedCache<string, number>(10);
    cache.set('a', 1);
    expect(cache.get('a')).toBeUndefined();
    cache.set('a', 1);
    expect(cache.get('a')).toBe(1);
  });

  it('forgets what is not asked for, and keeps what is', () => {
    const cache = createBoundedCache<number, number>(100);
    const setTwice = (key: number) => {
      cache.set(key, key);
      cache.set(key, key);
    };
    setTwice(-1);
    for (let key = 0; key < 1_000; key += 1) {
      setTwice(key);
      expect(cache.get(-1)).toBe(-1);
    }
    expect(cache.get(0)).toBeUndefined();
    expect(cache.get(999)).toBe(999);
  });

  it('holds no more than it may, however many come', () => {
    const cache = createBoundedCache<number, object>(100);
    const held = Array.from({ length: 10_000 }, (_, key) => key).map((key) => {
      const value = {};
      cache.set(key, value);
      cache.set(key, value);
      return key;
    });
    expect(held.filter((key) => cache.get(key) !== undefined).length).toBeLessThanOrEqual(100);
  });
});
