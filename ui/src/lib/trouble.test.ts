import { expect, it } from 'vitest';
import { serversWords } from './trouble';

it('does not put our own words for a broken connection into the mouth of the server', () => {
  expect(serversWords({ code: 'connection_broke', message: 'the connection broke: end of file', http_status: null, params: {} })).toBeNull();
});

it('keeps what the server said', () => {
  expect(serversWords({ code: 'server_trouble', message: 'upstream exploded', http_status: 500, params: {} })).toBe('upstream exploded');
});
