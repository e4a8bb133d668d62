/** Clips out of the app: a folder with its lists, a contact sheet, files on the clipboard, and how files are called. */
import type { Page } from '@playwright/test';
import { calls, expect, openStack, test } from './window.ts';

const CLIPS = ['job_b3', 'job_b4'] as const;

async function select(page: Page, ids: readonly string[] = CLIPS): Promise<void> {
  await openStack(page, 'job_b3');
  for (const id of ids) await page.locator(`[data-job=${id}]`).click({ modifiers: ['Control'] });
}

async function choose(page: Page, item: string): Promise<void> {
  await page.getByTestId('out-selected').click();
  await page.getByRole('menuitem', { name: item }).click();
}

async function openExport(page: Page): Promise<void> {
  await select(page);
  await choose(page, 'Export as a folder');
  await expect(page.getByTestId('export-sheet')).toContainText('Export 2 clips');
}

/** Kind, pages, and how each page begins; the bytes stay in the page. */
function contact(page: Page): Promise<[string, number[][], number] | null> {
  return page.evaluate(() => {
    const call = window.fakeEngine?.calls.find(({ name }) => name === 'saveContact');
    if (call === undefined) return null;
    const [kind, pages] = call.args as [string, Uint8Array[]];
    return [kind, pages.map((one) => [...one.slice(0, 4)]), Math.min(...pages.map((one) => one.length))];
  });
}

test('the selection goes into a folder under its template, and says where it is', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await openExport(page);
  await page.getByTestId('names').fill('{date}/{model}-{take}');
  await expect(page.getByTestId('names-example')).toContainText('2026-11-21/');
  await page.getByTestId('export-run').click();
  await expect(page.getByTestId('exported')).toContainText('2 clips exported');
  expect(await calls(page, 'exportJobs')).toEqual([[{ jobs: [...CLIPS], names: '{date}/{model}-{take}', without_recipe: false }]]);
  await page.getByTestId('export-show').click();
  expect(await calls(page, 'showExport')).toHaveLength(1);
});

test('a token that there is not is named, and nothing can be exported with it', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await openExport(page);
  await page.getByTestId('names').fill('{colour}');
  await expect(page.getByTestId('names-trouble')).toContainText('There is no {colour}');
  await expect(page.getByTestId('export-run')).toBeDisabled();
});

test('a token is put where the caret is', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await openExport(page);
  await page.getByTestId('names').fill('ab');
  await page.getByTestId('names').press('ArrowLeft');
  await page.getByTestId('token-seed').click();
  await expect(page.getByTestId('names')).toHaveValue('a{seed}b');
  await expect(page.getByTestId('names')).toBeFocused();
});

test('trouble is told in the sheet, and it can be tried again', async ({ page, open }) => {
  await open({ server: 'srv_home', export: 'full' });
  await openExport(page);
  await page.getByTestId('export-run').click();
  await expect(page.getByTestId('export-sheet')).toContainText('There is not enough room there');
  await expect(page.getByTestId('export-run')).toBeEnabled();
});

test('a clip whose file is gone is named', async ({ page, open }) => {
  await open({ server: 'srv_home', export: 'gone' });
  await openExport(page);
  await page.getByTestId('export-run').click();
  await expect(page.getByTestId('left-file_missing')).toBeVisible();
  await expect(page.getByTestId('exported')).toContainText('1 clip exported');
});

test('an export goes on when its sheet is closed, and tells its end', async ({ page, open }) => {
  await open({ server: 'srv_home', export: 'slow' });
  await openExport(page);
  await page.getByTestId('export-run').click();
  await expect(page.getByTestId('archive-work')).toContainText('Exporting');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('export-sheet')).toHaveCount(0);
  await expect(page.getByText('2 clips exported')).toBeVisible({ timeout: 10_000 });
});

test('the names of copies are a setting, with an example, and a wrong one is not kept', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await page.getByTestId('settings-open').click();
  const kept = async () => ((await calls(page, 'saveSettings')).at(-1)?.[0] as Record<string, unknown> | undefined)?.['file_names'];
  await page.getByTestId('names').fill('{model} {id}');
  await expect(page.getByTestId('names-example')).toContainText('sora-2 7f3a9c.mp4');
  await expect.poll(kept).toBe('{model} {id}');
  await page.getByTestId('names').fill('{model');
  await expect(page.getByTestId('names-trouble')).toBeVisible();
  await page.getByTestId('names').fill('{model} {take}');
  await expect.poll(kept).toBe('{model} {take}');
  const all = (await calls(page, 'saveSettings')).map(([one]) => (one as Record<string, unknown>)['file_names']);
  expect(all).not.toContain('{model');
});

test('a contact sheet as PDF is one JPEG a page', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await select(page);
  await choose(page, 'Contact sheet as PDF');
  await expect(page.getByText('Contact sheet saved.')).toBeVisible();
  const [kind, heads, least] = (await contact(page)) ?? [];
  expect([kind, heads?.map((head) => head.slice(0, 2))]).toEqual(['pdf', [[0xff, 0xd8]]]);
  // A white page is smaller.
  expect(least).toBeGreaterThan(30_000);
});

test('a contact sheet as a picture is a PNG', async ({ page, open }) => {
  await open({ server: 'srv_home', language: 'zh-CN' });
  await select(page);
  await choose(page, '总览图存为 PNG');
  await expect(page.getByText('总览图已保存。')).toBeVisible();
  expect((await contact(page))?.slice(0, 2)).toEqual(['png', [[0x89, 0x50, 0x4e, 0x47]]]);
});

test('files go onto the clipboard, from the selection and from a tile', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await select(page);
  await choose(page, 'Copy the files');
  await expect(page.getByText('2 files copied.')).toBeVisible();
  await page.locator('[data-job=job_b5]').hover();
  await page.locator('[data-job=job_b5]').getByTestId('clip-more').click();
  await page.getByRole('menuitem', { name: 'Copy the file' }).click();
  expect(await calls(page, 'copyFiles')).toEqual([[[...CLIPS]], [['job_b5']]]);
});
