/** Numbers, times and sizes as people read them. Pure; the language comes in as a tag, never from the environment. */
import type { Size } from './generated/contract';
import { dates, numbers, spans } from './intl';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** `2:14`, `1:02:09`. Takes milliseconds; below zero counts as zero. */
export function clock(ms: number): string {
  const all = Math.max(0, Math.floor(ms / SECOND));
  const s = String(all % 60).padStart(2, '0');
  const m = Math.floor(all / 60) % 60;
  const h = Math.floor(all / 3600);
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${s}` : `${m}:${s}`;
}

/** A place in a clip: `0:03.37`. Takes seconds. */
export function position(seconds: number): string {
  const hundredths = Math.max(0, Math.round(seconds * 100));
  const rest = hundredths % 6000;
  return `${Math.floor(hundredths / 6000)}:${(rest / 100).toFixed(2).padStart(5, '0')}`;
}

/** `1280 × 720`. */
export function pixels(size: Size): string {
  return `${size.width} × ${size.height}`;
}

/** A number with up to `digits` decimals, without trailing zeros: `8`, `5.1`. */
export function decimal(value: number, tag: string, digits = 1): string {
  return numbers(tag, { maximumFractionDigits: digits }).format(value);
}

/** `8 s`, `5.1 s`; `8 秒`. */
export function seconds(value: number, tag: string): string {
  return unit(value, 'second', tag, 1);
}

/** The time an answer took: `840 ms`, `1.2 s`. */
export function elapsed(ms: number, tag: string): string {
  return ms < 1000 ? unit(Math.round(ms), 'millisecond', tag, 0) : unit(ms / 1000, 'second', tag, 1);
}

/** `61 %` in the way of the language. Takes 0 to 100. */
export function percent(value: number, tag: string): string {
  return numbers(tag, { style: 'percent', maximumFractionDigits: 0 }).format(value / 100);
}

/** `8.4 MB`: powers of 1000, as file managers and gateways count. */
export function bytes(value: number, tag: string): string {
  if (value < 1000) return unit(value, 'byte', tag, 0);
  if (value < 1e6) return unit(value / 1e3, 'kilobyte', tag, 0);
  if (value < 1e9) return unit(value / 1e6, 'megabyte', tag, 1);
  return unit(value / 1e9, 'gigabyte', tag, 1);
}

/** Room on a drive, which the engine says in megabytes as text; `?` where it could not say. */
export function room(megabytes: string | undefined, tag: string): string {
  return megabytes === undefined ? '?' : bytes(Number(megabytes) * 1e6, tag);
}

/** How much time is left, in the largest unit that says something: `41 min`, `5 h`, `3 days`. */
export function span(ms: number, tag: string): string {
  if (ms < MINUTE) return unit(Math.max(0, Math.ceil(ms / SECOND)), 'second', tag, 0);
  if (ms < 2 * HOUR) return unit(Math.round(ms / MINUTE), 'minute', tag, 0);
  if (ms < 48 * HOUR) return unit(Math.round(ms / HOUR), 'hour', tag, 0);
  return symbols(numbers(tag, { style: 'unit', unit: 'day', unitDisplay: 'long', maximumFractionDigits: 0 }).format(ms / (24 * HOUR)));
}

/** `3 s ago`, `2 min ago`; `in 5 s` for what is to come. Takes milliseconds, negative for the past. */
export function relative(ms: number, tag: string): string {
  const format = spans(tag);
  const [by, name] = relativeUnit(Math.abs(ms));
  return symbols(format.format(Math.round(ms / by), name));
}

function relativeUnit(size: number): [number, Intl.RelativeTimeFormatUnit] {
  if (size < MINUTE) return [SECOND, 'second'];
  if (size < HOUR) return [MINUTE, 'minute'];
  if (size < 24 * HOUR) return [HOUR, 'hour'];
  return [24 * HOUR, 'day'];
}

/** `14:02`. */
export function timeOfDay(at: number, tag: string): string {
  return dates(tag, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
}

/** `14:31:07`. */
export function timeWithSeconds(at: number, tag: string): string {
  return dates(tag, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(at);
}

/** `14:02` for today, `20 Nov, 14:02` before that, with the year when it is another one. */
export function moment(at: number, now: number, tag: string): string {
  if (dayKey(at) === dayKey(now)) return timeOfDay(at, tag);
  const other = new Date(at).getFullYear() !== new Date(now).getFullYear();
  return dates(tag, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...(other ? { year: 'numeric' as const } : {}) }).format(at);
}

/** The day of a moment in the person's own time zone, as the engine writes it: `2026-11-21`. */
export function dayKey(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
}

/** A day header: `Today`, `Yesterday`, `Friday 20 November`, with the year when it is another one. */
export function dayName(key: string, now: number, tag: string, words: { today: string; yesterday: string }): string {
  if (key === dayKey(now)) return words.today;
  const before = new Date(now);
  before.setDate(before.getDate() - 1);
  if (key === dayKey(before.getTime())) return words.yesterday;
  const [year = 1970, month = 1, day = 1] = key.split('-').map(Number);
  const date = new Date(year, month - 1, day);
  const other = date.getFullYear() !== new Date(now).getFullYear();
  return dates(tag, { weekday: 'long', day: 'numeric', month: 'long', ...(other ? { year: 'numeric' as const } : {}) }).format(date);
}

/** The middle of a long id left out: `video_gen_5c6a…9980`. */
export function shortId(id: string, max = 22): string {
  return id.length <= max ? id : `${id.slice(0, max - 7)}…${id.slice(-4)}`;
}

function unit(value: number, name: string, tag: string, digits: number): string {
  return symbols(numbers(tag, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: digits }).format(value));
}

/**
 * English abbreviates its units (`sec.`, `hr`); everywhere else in the window they are symbols (`s`, `h`). And digits stand a little
 * apart from Chinese words, as they do in all other sentences.
 */
function symbols(text: string): string {
  return text
    .replace(/(\d)(?=\p{Script=Han})/gu, '$1 ')
    .replace(/\bsec\b\.?/, 's')
    .replace(/\bmin\b\.?/, 'min')
    .replace(/\bhr\b\.?/, 'h');
}
