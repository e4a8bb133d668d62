import { describe, expect, it } from 'vitest';
import type { ReceiptLine } from './generated/contract';
import { refusalOf } from './refusal';

const line = (status: number | null, body: string | null): ReceiptLine => ({ at: 0, kind: 'create', method: 'POST', url: null, status, request_ids: [], elapsed_ms: null, body, body_sha256: null, sent: null, range: null, redirects: [], delivered: null, times: 1, last_at: null, last_request_ids: [] });

describe('the refusal in a receipt', () => {
  it('is the last answer that refused', () => {
    expect(refusalOf([line(400, 'first'), line(422, 'second'), line(200, 'fine')])).toMatchObject({ status: 422, body: 'second' });
  });

  it('is the last that said anything where nothing refused', () => {
    expect(refusalOf([line(200, '{"status":"failed"}'), line(200, null)])?.body).toBe('{\n  "status": "failed"\n}');
  });

  it('is none where nothing was said', () => {
    expect(refusalOf([line(502, null), line(null, '  ')])).toBeNull();
  });

  it('keeps text that is no JSON as it came', () => {
    expect(refusalOf([line(502, '<html><b>Bad gateway</b>')])).toEqual({ status: 502, body: '<html><b>Bad gateway</b>', codes: [] });
  });

  it('changes no long number by writing JSON anew', () => {
    expect(refusalOf([line(400, '{"id":12345678901234567890}')])?.body).toBe('{"id":12345678901234567890}');
  });

  it('names code words, the deepest first, and no sentences', () => {
    const body = JSON.stringify({ code: 'upstream_error', error: { message: 'x', type: 'invalid_request_error', code: 'invalid_parameter', param: 'two words' } });
    expect(refusalOf([line(400, body)])?.codes).toEqual(['invalid_parameter', 'invalid_request_error', 'upstream_error']);
  });
});
