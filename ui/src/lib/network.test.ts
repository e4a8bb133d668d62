import { describe, expect, it } from 'vitest';
import { originOf, routed, wayOf } from './network';

describe('the way to a server', () => {
  it('is that of the system, none, or a proxy', () => {
    expect(['', 'direct', 'socks5h://127.0.0.1:1080'].map(wayOf)).toEqual(['system', 'direct', 'own']);
  });

  it('is kept by the origin, as the engine looks it up', () => {
    expect([originOf('https://gateway.example:443/v1'), originOf('http://10.0.0.7:8000/v1'), originOf('nowhere')]).toEqual(['https://gateway.example', 'http://10.0.0.7:8000', null]);
  });

  it('of one server changes nothing for the others', () => {
    const routes = { 'https://a.example': 'direct' };
    expect([routed(routes, 'https://b.example', 'direct'), routed(routes, 'https://a.example', '')]).toEqual([{ 'https://a.example': 'direct', 'https://b.example': 'direct' }, {}]);
  });
});
