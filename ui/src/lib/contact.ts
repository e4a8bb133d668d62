/**
 * Contact sheets: posters in a grid on paper, with prompt, model, size, length and cost under each. Drawn here, on a canvas,
 * because the window has the letters of every script; the engine writes the file. White whatever the theme is: it is printed.
 */
import type { App } from './app.svelte';
import type { Backend } from './backend';
import { pixels, seconds } from './format';
import type { JobView } from './generated/contract';
import { exportWords } from './i18n/export';
import { lengthOf, posterOf } from './media';
import { costText } from './money';
import { dates } from './intl';

/** What it becomes: a picture, or a document. */
export type ContactKind = 'png' | 'pdf';

/** More do not fit into one file. */
export const MOST_CLIPS = 480;

/** A4 at 200 dots an inch. */
const WIDTH = 1654;
const HEIGHT = 2339;
const MARGIN = 84;
const HEAD = 96;
const FOOT = 24;
const COLUMNS = 3;
const GAP = 42;
const CELL = (WIDTH - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS;
const FRAME = Math.round((CELL * 9) / 16);
const ROW = FRAME + 142;
/** Rows of a page, and of a picture, which may be longer than paper. */
const ROWS: Record<ContactKind, number> = { pdf: Math.floor((HEIGHT - 2 * MARGIN - HEAD - FOOT) / ROW), png: 20 };
const QUALITY = 0.9;
const INK = '#211d18';
const FAINT = '#655d53';
const EMPTY = '#ece7de';

/** How many clips stand on a page of that kind. */
export function perPage(kind: ContactKind): number {
  return ROWS[kind] * COLUMNS;
}

/** What is written under a picture, besides the prompt: one line of facts, and the cost. */
export function factsOf(job: JobView, app: Pick<App, 'tag' | 't'>): [string, string] {
  const { video } = job;
  const size = video !== null && video.width !== null && video.height !== null ? { width: video.width, height: video.height } : job.size;
  const length = lengthOf(job);
  const facts = [job.model, size === null ? '' : pixels(size), length === null ? '' : seconds(length, app.tag)];
  return [facts.filter((fact) => fact !== '').join(' · '), job.cost.kind === 'included' ? '' : costText(job.cost, app.tag, app.t)];
}

/** Lines of at most that width, at most so many; a text that goes on ends with an ellipsis. `measure` says how wide a text is. */
export function wrap(text: string, width: number, most: number, measure: (text: string) => number): string[] {
  const words = [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text.replace(/\s+/g, ' ').trim())].map(({ segment }) => segment);
  const lines: string[] = [];
  let line = '';
  for (const word of words.flatMap((one) => (measure(one) > width ? [...one] : [one]))) {
    if (measure((line + word).trimEnd()) <= width || line === '') {
      line += line === '' ? word.trimStart() : word;
      continue;
    }
    lines.push(line.trimEnd());
    line = word.trimStart();
  }
  if (line.trimEnd() !== '') lines.push(line.trimEnd());
  if (lines.length <= most) return lines;
  let last = [...(lines[most - 1] ?? '')];
  while (last.length > 0 && measure(`${last.join('')}…`) > width) last = last.slice(0, -1);
  return [...lines.slice(0, most - 1), `${last.join('').trimEnd()}…`];
}

/** The pages, as the bytes of pictures. */
export async function contactPages(app: App, jobs: readonly JobView[], kind: ContactKind): Promise<Uint8Array[]> {
  const on = perPage(kind);
  const pages: Uint8Array[] = [];
  const count = Math.ceil(jobs.length / on);
  for (let page = 0; page < count; page += 1) {
    const part = jobs.slice(page * on, (page + 1) * on);
    pages.push(await drawn(app, part, kind, { page: page + 1, count, clips: jobs.length }));
  }
  return pages;
}

async function drawn(app: App, jobs: readonly JobView[], kind: ContactKind, place: { page: number; count: number; clips: number }): Promise<Uint8Array> {
  const canvas = document.createElement('canvas');
  const rows = Math.ceil(jobs.length / COLUMNS);
  canvas.width = WIDTH;
  canvas.height = kind === 'pdf' ? HEIGHT : Math.ceil(2 * MARGIN + HEAD + rows * ROW - 20);
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('no 2d canvas');
  const family = getComputedStyle(document.body).fontFamily;
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.textBaseline = 'alphabetic';
  write(pen, exportWords[app.tag].contact(place.clips), MARGIN, MARGIN + 34, { font: `600 36px ${family}`, ink: INK });
  const made = dates(app.tag, { dateStyle: 'long' }).format(new Date());
  const beside = place.count > 1 ? `${made} · ${exportWords[app.tag].page(place.page, place.count)}` : made;
  write(pen, beside, WIDTH - MARGIN, MARGIN + 34, { font: `26px ${family}`, ink: FAINT, align: 'right' });
  for (const [index, job] of jobs.entries()) {
    const left = MARGIN + (index % COLUMNS) * (CELL + GAP);
    const top = MARGIN + HEAD + Math.floor(index / COLUMNS) * ROW;
    drawStill(pen, await still(app.backend, job), left, top);
    drawWords(pen, job, app, { left, top: top + FRAME, family });
  }
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, kind === 'pdf' ? 'image/jpeg' : 'image/png', QUALITY));
  // Frees the pixels at once: WebKit keeps those of an element that nobody has any more.
  canvas.width = 0;
  if (blob === null) throw new Error('no picture of the page');
  return new Uint8Array(await blob.arrayBuffer());
}

/** `null`: there is none, or it cannot be read; its place stays empty. */
async function still(backend: Backend, job: JobView): Promise<HTMLImageElement | null> {
  const asset = posterOf(job);
  if (asset === null) return null;
  const image = new Image();
  // From another origin: without asking for it, the canvas could not be read any more.
  image.crossOrigin = 'anonymous';
  image.src = backend.mediaUrl(asset);
  return image.decode().then(
    () => image,
    () => null,
  );
}

/** All of it, in its own shape, on its ground. */
function drawStill(pen: CanvasRenderingContext2D, image: HTMLImageElement | null, left: number, top: number): void {
  pen.fillStyle = EMPTY;
  pen.fillRect(left, top, CELL, FRAME);
  if (image === null || image.naturalWidth === 0) return;
  const scale = Math.min(CELL / image.naturalWidth, FRAME / image.naturalHeight);
  const [width, height] = [image.naturalWidth * scale, image.naturalHeight * scale];
  pen.drawImage(image, left + (CELL - width) / 2, top + (FRAME - height) / 2, width, height);
}

function drawWords(pen: CanvasRenderingContext2D, job: JobView, app: App, { left, top, family }: { left: number; top: number; family: string }): void {
  const prompt = `24px ${family}`;
  pen.font = prompt;
  const lines = wrap(job.prompt, CELL, 2, (text) => pen.measureText(text).width);
  lines.forEach((line, at) => write(pen, line, left, top + 36 + at * 31, { font: prompt, ink: INK }));
  const [facts, cost] = factsOf(job, app);
  const small = `20px ${family}`;
  pen.font = small;
  const room = CELL - (cost === '' ? 0 : pen.measureText(cost).width + 16);
  const [line = ''] = wrap(facts, room, 1, (text) => pen.measureText(text).width);
  write(pen, line, left, top + 104, { font: small, ink: FAINT });
  write(pen, cost, left + CELL, top + 104, { font: small, ink: FAINT, align: 'right' });
}

function write(pen: CanvasRenderingContext2D, text: string, left: number, base: number, { font, ink, align = 'left' }: { font: string; ink: string; align?: CanvasTextAlign }): void {
  pen.font = font;
  pen.fillStyle = ink;
  pen.textAlign = align;
  pen.fillText(text, left, base);
}

/** Draws it and hands it over. */
export async function saveContact(app: App, jobs: readonly JobView[], kind: ContactKind): Promise<void> {
  const clips = jobs.filter((job) => job.video !== null);
  if (clips.length > MOST_CLIPS) {
    app.say(exportWords[app.tag].tooMany(MOST_CLIPS));
    return;
  }
  await app.attempt(async () => {
    const pages = await contactPages(app, clips, kind);
    if (await app.backend.saveContact(kind, pages)) app.say(exportWords[app.tag].contactSaved);
  });
}
