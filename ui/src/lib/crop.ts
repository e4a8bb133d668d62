/**
 * Which part of a picture a crop keeps, in the engine's own numbers (`domain::Crop`), so that what is shaded here is what
 * is cut there. Pure.
 */
import type { Crop, Size } from './generated/contract';

/** A part of a picture, each side from 0 to 1. */
export interface Part {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const WHOLE: Crop = { x: 5000, y: 5000, zoom: 100 };
/** In percent; the engine goes no closer. */
export const CLOSEST = 800;
const SCALE = 10_000;

/** The part of a picture that is left when it is cropped to the shape of `target`. */
export function partOf(picture: Size, target: Size, crop: Crop = WHOLE): Part {
  const mine = picture.width / picture.height;
  const wanted = target.width / target.height;
  const closer = clamp(crop.zoom, 100, CLOSEST) / 100;
  const width = Math.min(1, wanted / mine) / closer;
  const height = Math.min(1, mine / wanted) / closer;
  return { x: start(crop.x, width), y: start(crop.y, height), width, height };
}

/** The crop moved by parts of the picture: a tenth to the right is 0.1. It stays inside. */
export function moved(crop: Crop, picture: Size, target: Size, dx: number, dy: number): Crop {
  const part = partOf(picture, target, crop);
  return { ...crop, x: middle(part.x + dx, part.width), y: middle(part.y + dy, part.height) };
}

/** The crop as close as `zoom` says, in percent, around the same middle or around a point that keeps its place. */
export function zoomed(crop: Crop, picture: Size, target: Size, zoom: number, around?: { readonly x: number; readonly y: number }): Crop {
  const next = Math.round(clamp(zoom, 100, CLOSEST));
  const before = partOf(picture, target, crop);
  const after = partOf(picture, target, { ...crop, zoom: next });
  const point = around ?? { x: before.x + before.width / 2, y: before.y + before.height / 2 };
  const keep = (at: number, from: number, old: number, size: number) => middle(at - ((at - from) / old) * size, size);
  return {
    x: keep(point.x, before.x, before.width, after.width),
    y: keep(point.y, before.y, before.height, after.height),
    zoom: next,
  };
}

/** Whether it is the largest part in the middle, as without a choice. */
export function isWhole(crop: Crop | null): boolean {
  return crop === null || (crop.x === WHOLE.x && crop.y === WHOLE.y && crop.zoom === WHOLE.zoom);
}

/** A crop as settings kept it; `null` if it is none. */
export function readCrop(value: unknown): Crop | null {
  if (typeof value !== 'object' || value === null) return null;
  const { x, y, zoom } = value as Partial<Crop>;
  const whole = (n: unknown, least: number, most: number) => typeof n === 'number' && Number.isInteger(n) && n >= least && n <= most;
  if (!whole(x, 0, SCALE) || !whole(y, 0, SCALE) || !whole(zoom, 100, CLOSEST)) return null;
  return { x, y, zoom } as Crop;
}

function start(at: number, size: number): number {
  return clamp(at / SCALE - size / 2, 0, Math.max(0, 1 - size));
}

function middle(from: number, size: number): number {
  return Math.round((clamp(from, 0, Math.max(0, 1 - size)) + size / 2) * SCALE);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
