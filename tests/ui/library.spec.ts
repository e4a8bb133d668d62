/** The library as a whole: where it lies, its backups, quitting meanwhile, and a start that cannot succeed. */
import AxeBuilder from '@axe-core/playwright';
import { calls, expect, test, type Start } from './window.ts';
import type { Page } from '@playwright/test';

test.beforeEach(async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
});

const settings = (page: Page) => page.getByTestId('settings-open').click();
const work = (page: Page) => page.getByTestId('archive-work');
const outcome = (page: Page) => page.getByTestId('archive-outcome');

/** Nothing that a screen reader would stumble over. */
async function accessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  expect(violations.map((violation) => violation.id)).toEqual([]);
}

/** A start that cannot succeed; the page follows the system's language there. */
async function failed(page: Page, code: string, more: Record<string, string> = {}): Promise<void> {
  await page.goto(`/?${new URLSearchParams({ start: code, ...more }).toString()}`);
  await expect(page.getByTestId('failure')).toHaveAttribute('data-code', code);
}

test('the settings say where the library lies, how large it is and when it was backed up', async ({ page, open }) => {
  await open();
  await settings(page);
  await expect(page.getByTestId('library-folder')).toHaveText('/home/kim/.local/share/rushes/library');
  await expect(page.getByTestId('library-size')).toContainText('8.4 GB');
  await expect(page.getByTestId('last-backup')).toContainText('rushes-backup-2026-11-12-183000.tar');
});

test('a library that was never backed up says so', async ({ page, open }) => {
  await open({ wall: 'empty' });
  await settings(page);
  await expect(page.getByTestId('last-backup')).toHaveText('Not backed up yet.');
});

test('a backup tells how far it is, is named at its end, and can be shown', async ({ page, open }) => {
  await open({ backup: 'slow' });
  await settings(page);
  await page.getByTestId('back-up').click();
  await expect(work(page)).toContainText(/[GM]B of 8\.4 GB/);
  await expect(outcome(page)).toContainText('rushes-backup-2026-11-21-150700.tar is written', { timeout: 15_000 });
  await expect(page.getByTestId('last-backup')).toContainText('2026-11-21-150700');
  await page.getByTestId('backup-show').click();
  expect(await calls(page, 'showBackup')).toHaveLength(1);
});

test('the window works on while a backup is written, and is told of its end', async ({ page, open }) => {
  await open({ backup: 'slow' });
  await settings(page);
  await page.getByTestId('back-up').click();
  await expect(work(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByTestId('prompt').fill('a boat');
  await expect(page.getByTestId('toast')).toContainText('is written', { timeout: 15_000 });
  await page.getByTestId('toast-action').click();
  expect(await calls(page, 'showBackup')).toHaveLength(1);
});

test('a backup that is stopped leaves nothing, and says so', async ({ page, open }) => {
  await open({ backup: 'slow' });
  await settings(page);
  await page.getByTestId('back-up').click();
  await page.getByTestId('archive-stop').click();
  await expect(page.getByTestId('archive-trouble')).toHaveText('Stopped. Nothing was left behind.');
  await expect(page.getByTestId('last-backup')).toContainText('2026-11-12');
});

const REFUSED: readonly [Start, string][] = [
  [{ backup: 'full' }, 'There is not enough room there: 8.4 GB needed, 1.2 GB free.'],
  [{ backup: 'readonly' }, 'That place cannot be written'],
];

for (const [start, said] of REFUSED) {
  test(`a backup that cannot be written says why: ${said}`, async ({ page, open }) => {
    await open(start);
    await settings(page);
    await page.getByTestId('back-up').click();
    await expect(page.getByTestId('archive-trouble')).toContainText(said);
    await expect(page.getByTestId('back-up')).toBeEnabled();
  });
}

test('a dialog that is closed changes nothing', async ({ page, open }) => {
  await open({ backup: 'closed' });
  await settings(page);
  await page.getByTestId('back-up').click();
  await expect(page.getByTestId('back-up')).toBeEnabled();
  await expect(outcome(page)).toHaveText('');
});

test('a backup without videos is asked for as such', async ({ page, open }) => {
  await open();
  await settings(page);
  await page.getByRole('checkbox', { name: 'With the videos' }).uncheck();
  await page.getByTestId('back-up').click();
  await expect(page.getByTestId('last-backup')).toContainText('without videos');
  expect(await calls(page, 'backUp')).toEqual([[false]]);
});

test('a backup is looked into before it is restored, and what was restored can be opened', async ({ page, open }) => {
  await open();
  await settings(page);
  await page.getByTestId('restore').click();
  await expect(outcome(page)).toContainText('24 clips, 7.9 GB');
  await expect(outcome(page)).toContainText('Rushes 0.1.0');
  expect(await calls(page, 'restoreBackup')).toEqual([]);
  await page.getByTestId('restore-into').click();
  await expect(outcome(page)).toContainText('/media/kim/films/Rushes');
  await page.getByTestId('open-restored').click();
  await expect.poll(() => calls(page, 'openRestored')).toEqual([[true]]);
});

test('a restored library can wait until the next start', async ({ page, open }) => {
  await open();
  await settings(page);
  await page.getByTestId('restore').click();
  await page.getByTestId('restore-into').click();
  await page.getByTestId('open-restored-next').click();
  await expect(outcome(page)).toHaveText('Rushes opens it at the next start.');
  expect(await calls(page, 'openRestored')).toEqual([[false]]);
});

test('a backup that was looked into says so over another sheet, and takes its place only when asked', async ({ page, open }) => {
  await open({ backup: 'slow' });
  await settings(page);
  await page.getByTestId('restore').click();
  await expect(work(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByTestId('toast')).toContainText('This backup is whole', { timeout: 15_000 });
  await expect(page.getByTestId('shortcuts')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByTestId('toast-action').click();
  await expect(page.getByTestId('restore-into')).toBeInViewport();
});

test('a broken backup says what is wrong with it, in both languages', async ({ page, open }) => {
  for (const [language, said] of [
    ['en', 'nothing was restored. A file in it is not what it was: media/2026-11/paper-boat.mp4'],
    ['zh-CN', '其中的文件已被改动：media/2026-11/paper-boat.mp4'],
  ] as const) {
    await open({ restore: 'broken', language });
    await settings(page);
    await page.getByTestId('restore').click();
    await expect(page.getByTestId('archive-trouble')).toContainText(said);
  }
});

test('a folder that holds something is refused, and another one can be chosen', async ({ page, open }) => {
  await open({ restore: 'occupied' });
  await settings(page);
  await page.getByTestId('restore').click();
  await page.getByTestId('restore-into').click();
  await expect(page.getByTestId('archive-trouble')).toContainText('not empty');
  await page.getByTestId('restore-into').click();
  expect(await calls(page, 'restoreBackup')).toHaveLength(2);
});

test('closing the window during a backup asks first, and each answer is handed over', async ({ page, open }) => {
  await open();
  await page.evaluate(() => window.fakeEngine?.emit({ type: 'archive', progress: { work: 'backup', done: 3e9, total: 8e9 } }));
  for (const answer of ['stay', 'afterwards', 'now']) {
    await page.evaluate(() => window.fakeEngine?.emit({ type: 'quit_asked', leaving: null }));
    await expect(work(page)).toContainText('3 GB of 8 GB');
    if (answer === 'stay') await accessible(page);
    await page.getByTestId(`quit-${answer}`).click();
    await expect(page.getByTestId('quit-sheet')).toHaveCount(0);
  }
  expect(await calls(page, 'quit')).toEqual([['stay'], ['afterwards'], ['now']]);
});

test('the question goes when the backup is done', async ({ page, open }) => {
  await open({ backup: 'slow' });
  await settings(page);
  await page.getByTestId('back-up').click();
  await page.evaluate(() => window.fakeEngine?.emit({ type: 'quit_asked', leaving: null }));
  await expect(page.getByTestId('quit-sheet')).toBeVisible();
  await expect(page.getByTestId('quit-sheet')).toHaveCount(0, { timeout: 15_000 });
  expect(await calls(page, 'quit')).toEqual([]);
});

const TROUBLE: readonly [string, string, readonly string[]][] = [
  ['library_in_use', 'The library is open elsewhere', ['start-again', 'choose-library', 'failure-show', 'quit']],
  ['library_newer', 'This library is newer than this Rushes', ['start-again', 'choose-library', 'failure-show', 'restore', 'quit']],
  ['library_away', 'The library is not there', ['start-again', 'choose-library', 'begin-library', 'failure-show', 'restore', 'quit']],
  ['library_read_only', 'The library cannot be written', ['start-again', 'choose-library', 'failure-show', 'restore', 'quit']],
  ['disk_full', 'The disk is full', ['start-again', 'choose-library', 'failure-show', 'restore', 'quit']],
  ['internal', 'Rushes could not start', ['start-again', 'quit']],
];

for (const [code, title, actions] of TROUBLE) {
  test(`a start that fails with ${code} says so and offers what helps`, async ({ page }) => {
    await failed(page, code);
    await expect(page.getByRole('heading')).toHaveText(title);
    await expect(page.getByTestId('failure-folder')).toHaveText('/media/kim/films/Rushes');
    const offered = await page.getByTestId('failure').getByRole('button').evaluateAll((buttons) => buttons.map((button) => button.dataset['testid']));
    expect(offered).toEqual(actions);
    await accessible(page);
  });
}

test('a new library is begun only when it is meant', async ({ page }) => {
  await failed(page, 'library_away');
  await page.getByTestId('begin-library').click();
  expect(await calls(page, 'beginLibrary')).toEqual([]);
  await page.getByTestId('begin-sure').click();
  expect(await calls(page, 'beginLibrary')).toHaveLength(1);
});

test('a folder with other things is refused where another library is chosen', async ({ page }) => {
  await failed(page, 'library_away', { choose: 'other' });
  await page.getByTestId('choose-library').click();
  await expect(page.getByTestId('failure-trouble')).toContainText('holds other things');
});

test('a backup can be restored where no library could be opened', async ({ page }) => {
  await failed(page, 'library_read_only');
  await page.getByTestId('restore').click();
  await page.getByTestId('restore-into').click();
  await page.getByTestId('open-restored').click();
  expect(await calls(page, 'openRestored')).toEqual([[true]]);
});

test.describe('on a Chinese system', () => {
  test.use({ locale: 'zh-CN' });

  test('a start that cannot succeed says so in Chinese', async ({ page }) => {
    await failed(page, 'library_away');
    await expect(page.getByRole('heading')).toHaveText('作品库不在原处');
    await expect(page.getByTestId('start-again')).toHaveText('重新查找');
  });
});

test('a history that was made again offers the folder with what was there before', async ({ page, open }) => {
  await open({ rebuilt: 'damaged' });
  await expect(page.getByTestId('rebuilt')).toContainText('damaged-2026-11-24');
  await page.getByTestId('rebuilt-show').click();
  expect(await calls(page, 'openLibraryFolder')).toHaveLength(1);
});

test('the library is moved only after a yes, and to the folder that was shown', async ({ page, open }) => {
  await open();
  await settings(page);
  await page.getByTestId('move-library').click();
  await expect(page.getByTestId('move-target')).toHaveText('/media/kim/films/Rushes library');
  expect(await calls(page, 'moveLibrary')).toEqual([]);
  await accessible(page);
  await page.getByTestId('move-now').click();
  expect(await calls(page, 'moveLibrary')).toHaveLength(1);
});

test('a place without room for the library is refused before anything ends', async ({ page, open }) => {
  await open({ move: 'full' });
  await settings(page);
  await page.getByTestId('move-library').click();
  await expect(page.getByTestId('archive-trouble')).toContainText('not enough room');
  await expect(page.getByTestId('move-now')).toHaveCount(0);
});

async function moving(page: Page, more: Record<string, string>): Promise<void> {
  await page.goto(`/?${new URLSearchParams({ start: 'library_moving', ...more }).toString()}`);
  await expect(page.getByTestId('moving')).toBeVisible();
}

test('a start that moves the library shows from where to where, and how far it is', async ({ page }) => {
  await moving(page, { backup: 'slow' });
  await expect(page.getByTestId('moving-from')).toHaveText('/media/kim/films/Rushes');
  await expect(page.getByTestId('archive-work')).toContainText('Moving');
  await accessible(page);
  await page.getByTestId('archive-stop').click();
  expect(await calls(page, 'stopArchive')).toHaveLength(1);
});

test('a move that failed says why, and can be tried again or given up', async ({ page }) => {
  await moving(page, { move: 'unplugged' });
  await expect(page.getByTestId('moving-trouble')).toBeVisible();
  await accessible(page);
  await page.getByTestId('move-again').click();
  await expect.poll(() => calls(page, 'moveNow')).toHaveLength(2);
  await expect(page.getByTestId('moving-trouble')).toBeVisible();
  await page.getByTestId('keep-library').click();
  expect(await calls(page, 'keepLibrary')).toHaveLength(1);
});

async function kept(page: Page): Promise<Record<string, unknown>> {
  return ((await calls(page, 'saveSettings')).at(-1)?.[0] ?? {}) as Record<string, unknown>;
}

test('how many videos come at a time is kept, and a number that makes no sense is not', async ({ page, open }) => {
  await open();
  await settings(page);
  await page.getByTestId('downloads').fill('5');
  await expect.poll(async () => (await kept(page))['downloads']).toBe(5);
  await page.getByTestId('downloads').fill('9');
  await expect(page.getByText('A whole number from 1 to 8.')).toBeVisible();
  expect((await kept(page))['downloads']).toBe(5);
});

test('small pictures of clips can be done without', async ({ page, open }) => {
  await open();
  await settings(page);
  await page.getByRole('checkbox', { name: 'Keep small pictures of clips' }).uncheck();
  await expect.poll(async () => (await kept(page))['thumbnails']).toBe(false);
});
