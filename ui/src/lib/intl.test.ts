import { describe, expect, it } from 'vitest';
import { dates, numbers, whole } from './intl';

describe('formatters', () => {
  it('are made once for a language and what is asked of them', () => {
    expect(numbers('en', { maximumFractionDigits: 1 })).toBe(numbers('en', { maximumFractionDigits: 1 }));
    expect(dates('en', { day: 'numeric' })).toBe(dates('en', { day: 'numeric' }));
  });

  it('are not those of another language or of another form', () => {
    expect(numbers('de').format(1200.5)).toBe('1.200,5');
    expect(numbers('en').format(1200.5)).toBe('1,200.5');
    expect(numbers('en', { maximumFractionDigits: 0 }).format(1200.4)).toBe('1,200');
  });

  it('write whole numbers in groups', () => {
    expect(whole(12400, 'zh-CN')).toBe('12,400');
  });
});
