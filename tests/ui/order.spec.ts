/** Order: favourites, stars, tags, collections and the trash, for one take or for many, by keys and by the mouse, and undo. */
import type { Page } from '@playwright/test';
import { calls, expect, openStack, test } from './window.ts';

const tile = (page: Page, id: string) => page.locator(`[data-job=job_${id}]`);
const stars = (page: Page, id: string) => tile(page, id).getByTestId('stars');
const toast = (page: Page) => page.getByTestId('toast').last();

async function select(page: Page, ...ids: readonly string[]): Promise<void> {
  if (ids.includes('b4')) await openStack(page, 'job_b3');
  for (const id of ids) await tile(page, id).click({ modifiers: ['Control'] });
}

async function openTrash(page: Page): Promise<void> {
  await page.getByTestId('saved-searches').click();
  await page.getByTestId('open-trash').click();
  await expect(page.getByTestId('trash-note')).toBeVisible();
}

test.beforeEach(({ page }) => page.emulateMedia({ reducedMotion: 'reduce' }));

test('digits give the clip under the keys its stars, and 0 takes them away', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await tile(page, 'b3').focus();
  await page.keyboard.press('4');
  await expect(stars(page, 'b3')).toHaveAttribute('data-value', '4');
  await page.keyboard.press('0');
  await expect(stars(page, 'b3')).toHaveAttribute('data-value', '0');
});

test('a press on a star of a tile gives so many, a second press takes them away, and neither opens it', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await tile(page, 'b3').hover();
  const three = stars(page, 'b3').getByRole('button', { name: '3 stars' });
  await three.click();
  await expect(stars(page, 'b3')).toHaveAttribute('data-value', '3');
  await three.click();
  await expect(stars(page, 'b3')).toHaveAttribute('data-value', '0');
  await expect(page.getByTestId('loupe')).toHaveCount(0);
});

test('in the loupe digits and the stars in its side give stars', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await tile(page, 'b3').click();
  const shown = page.getByTestId('loupe').getByTestId('stars');
  await page.keyboard.press('2');
  await expect(shown).toHaveAttribute('data-value', '2');
  await shown.getByRole('button', { name: '5 stars' }).click();
  await expect(shown).toHaveAttribute('data-value', '5');
});

test('digits rate all that is selected, and Ctrl+Z gives each the stars that it had', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await select(page, 'b1', 'b3', 'b4');
  await page.keyboard.press('3');
  await expect(toast(page)).toContainText('3 takes rated 3 stars.');
  expect(await calls(page, 'mark')).toHaveLength(1);
  await page.keyboard.press('Control+z');
  await expect(stars(page, 'b1')).toHaveAttribute('data-value', '5');
  await expect(stars(page, 'b3')).toHaveAttribute('data-value', '0');
});

test('what has no video yet gets no stars, and that is said', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await tile(page, 'a1').focus();
  await page.keyboard.press('5');
  await expect(toast(page)).toContainText('Only finished clips get stars.');
});

test('Delete moves a clip to the trash, the keys go on with the next, and the message brings it back', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await openStack(page, 'job_b3');
  await tile(page, 'b3').focus();
  await page.keyboard.press('Delete');
  await expect(tile(page, 'b3')).toHaveCount(0);
  await expect(tile(page, 'b4')).toBeFocused();
  await page.getByTestId('toast-action').click();
  await expect(tile(page, 'b3')).toBeVisible();
});

for (const place of ['wall', 'loupe'] as const) {
  test(`Delete that is held in the ${place} moves one clip to the trash`, async ({ page, open }) => {
    await open({ server: 'srv_home' });
    await openStack(page, 'job_b3');
    await tile(page, 'b3').focus();
    if (place === 'loupe') {
      await page.keyboard.press('Enter');
      await expect(page.getByTestId('loupe')).toBeFocused();
    }
    await page.keyboard.down('Delete');
    await expect(tile(page, 'b3')).toHaveCount(0);
    for (let held = 0; held < 4; held += 1) await page.keyboard.down('Delete');
    await page.keyboard.up('Delete');
    expect(await calls(page, 'trash')).toEqual([[['job_b3']]]);
    await page.keyboard.press('Delete');
    await expect.poll(() => calls(page, 'trash')).toHaveLength(2);
  });
}

test('what Ctrl+Z brings back has the keys, and nothing offers to bring it back once more', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await openStack(page, 'job_b3');
  await tile(page, 'b3').focus();
  await page.keyboard.press('Delete');
  await expect(tile(page, 'b4')).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(toast(page)).toContainText('Taken back');
  await expect(tile(page, 'b3')).toBeFocused();
  await expect(page.getByTestId('toast-action')).toHaveCount(0);
});

test('a press on the ground of the wall leaves the keys with the tile that had them', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await tile(page, 'b1').focus();
  await page.getByTestId('prompt').focus();
  const wall = await page.getByTestId('wall').boundingBox();
  await page.mouse.click((wall?.x ?? 0) + 6, (wall?.y ?? 0) + 60);
  await expect(tile(page, 'b1')).toBeFocused();
});

test('Ctrl+Z in a text takes back letters and nothing else', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await tile(page, 'b3').focus();
  await page.keyboard.press('Delete');
  await expect(tile(page, 'b3')).toHaveCount(0);
  await page.getByTestId('search').focus();
  await page.keyboard.press('Control+z');
  await page.getByTestId('prompt').focus();
  await page.keyboard.press('Control+z');
  expect(await calls(page, 'restoreTrashed')).toEqual([]);
});

for (const chord of ['Control+Shift+z', 'Control+y']) {
  test(`${chord} puts a clip into the trash again that Ctrl+Z brought back`, async ({ page, open }) => {
    await open({ server: 'srv_home' });
    await tile(page, 'b3').focus();
    await page.keyboard.press('Delete');
    await expect(tile(page, 'b3')).toHaveCount(0);
    await page.keyboard.press('Control+z');
    await expect(tile(page, 'b3')).toBeVisible();
    await page.keyboard.press(chord);
    await expect(toast(page)).toContainText('Done again: moved to the trash');
    await expect(tile(page, 'b3')).toHaveCount(0);
  });
}

test('Delete in the loupe goes on to the next clip', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await tile(page, 'b3').click();
  await expect(page.getByTestId('loupe')).toHaveAttribute('aria-label', /Paper boat/);
  await page.keyboard.press('Delete');
  await page.keyboard.press('Escape');
  await expect(tile(page, 'b4')).toBeFocused();
  await expect(tile(page, 'b3')).toHaveCount(0);
});

test('the trash says how long a clip stays in it, and gives it back', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await openStack(page, 'job_b3');
  await tile(page, 'b3').focus();
  await page.keyboard.press('Delete');
  await openTrash(page);
  await expect(page.getByTestId('tile')).toHaveCount(1);
  await expect(tile(page, 'b3').getByTestId('trashed-until')).toHaveText(/Deleted for good in (29|30) days/);
  await tile(page, 'b3').hover();
  await tile(page, 'b3').getByTestId('restore').click();
  await expect(tile(page, 'b3')).toHaveCount(0);
  await page.getByTestId('leave-trash').first().click();
  await expect(tile(page, 'b3')).toBeVisible();
});

test('in the trash Delete asks once, in place, and Keep keeps', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await tile(page, 'b3').focus();
  await page.keyboard.press('Delete');
  await openTrash(page);
  await tile(page, 'b3').focus();
  await page.keyboard.press('Delete');
  await expect(tile(page, 'b3')).toContainText('Delete it and its file for good?');
  await tile(page, 'b3').getByRole('button', { name: 'Keep' }).click();
  expect(await calls(page, 'removeTrashed')).toEqual([]);
  await tile(page, 'b3').focus();
  await page.keyboard.press('Delete');
  await page.keyboard.press('Enter');
  await expect(tile(page, 'b3')).toHaveCount(0);
  expect([await calls(page, 'removeTrashed'), await calls(page, 'deleteRemote')]).toEqual([[[['job_b3']]], []]);
});

test('the trash is emptied after one question', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await select(page, 'b3', 'b4');
  await page.keyboard.press('Delete');
  await openTrash(page);
  await expect(page.getByTestId('tile')).toHaveCount(2);
  await page.getByTestId('empty-trash').click();
  expect(await calls(page, 'removeTrashed')).toEqual([]);
  await page.getByTestId('confirm-empty').click();
  await expect(page.getByText('The trash is empty.')).toBeVisible();
});

test('a selection is moved to the trash as one and comes back as one; what renders stays', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await select(page, 'a1', 'b3', 'b4');
  await page.getByTestId('trash-selected').click();
  await expect(toast(page)).toContainText('2 takes moved to the trash. 1 take stays: it is not over yet.');
  await expect(tile(page, 'a1')).toBeVisible();
  await page.getByTestId('toast-action').click();
  await expect(tile(page, 'b3')).toBeVisible();
  await expect(tile(page, 'b4')).toBeVisible();
});

test('the bar covers no tile, and Escape lets go of the selection from wherever it is pressed', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await select(page, 'b3', 'b4');
  const bar = await page.getByTestId('selection-bar').boundingBox();
  const wall = await page.getByTestId('wall').boundingBox();
  expect((wall?.y ?? 0) + (wall?.height ?? 0)).toBeLessThanOrEqual(bar?.y ?? 0);
  await page.getByTestId('favourite-selected').click();
  await expect(page.getByTestId('favourite-selected')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('selection-bar')).toHaveCount(0);
  await expect(tile(page, 'b4')).toBeFocused();
});

test('a selection gets a tag that is completed as it is typed', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await select(page, 'b3', 'b4');
  await page.getByTestId('tag-selected').click();
  await page.keyboard.type('du');
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('tag-name')).toHaveValue('dunes');
  await page.keyboard.press('Enter');
  await expect(toast(page)).toContainText('2 takes tagged “dunes”.');
  await expect(page.getByTestId('tag-panel').getByRole('option', { name: 'dunes' })).toHaveAttribute('aria-selected', 'true');
});

test('in the loupe a tag is added and taken away, and a press on it shows all that have it', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await tile(page, 'b1').click();
  const chips = page.getByTestId('tag-chip');
  await expect(chips).toHaveText(['cats', 'stage']);
  await page.getByTestId('add-tag').click();
  await page.keyboard.type('night');
  await page.keyboard.press('Enter');
  await expect(chips).toHaveText(['cats', 'night', 'stage']);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Take cats away' }).click();
  await expect(chips).toHaveText(['night', 'stage']);
  await chips.first().click();
  await expect(page.getByTestId('loupe')).toHaveCount(0);
  await expect(page.getByTestId('search-chip')).toHaveText(['tag:night']);
  await expect(page.getByTestId('tile')).toHaveCount(1);
});

test('a selection becomes a collection, which is opened, renamed, deleted and brought back', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await select(page, 'b3', 'b4');
  await page.getByTestId('collection-selected').click();
  await page.keyboard.type('Best of boats');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.getByTestId('saved-searches').click();
  await page.getByRole('button', { name: 'Rename Best of boats' }).click();
  await page.keyboard.type('Boats of 2026');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Show all in Boats of 2026' }).click();
  await expect(page.getByTestId('search-chip')).toHaveText(['collection:"Boats of 2026"']);
  await expect(page.getByTestId('tile')).toHaveCount(2);
  await page.getByTestId('search-clear').click();
  await page.getByTestId('saved-searches').click();
  await page.getByRole('button', { name: 'Delete the collection Boats of 2026' }).click();
  await expect(page.getByRole('button', { name: 'Show all in Boats of 2026' })).toHaveCount(0);
  await page.getByTestId('toast-action').last().click();
  await page.getByTestId('saved-searches').click();
  await expect(page.getByRole('button', { name: 'Show all in Boats of 2026' })).toContainText('2 takes');
});

test('two collections have two names', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await select(page, 'b3');
  await page.getByTestId('collection-selected').click();
  await page.keyboard.type('Boats');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.getByTestId('saved-searches').click();
  await page.getByRole('button', { name: 'Rename Boats' }).click();
  await page.keyboard.type('desert FILM');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('Another collection is called “desert FILM”. Choose a different name.');
});

test('quick presses are taken back one after the other', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  await tile(page, 'b3').focus();
  for (const key of ['2', '4', 'b']) await page.keyboard.press(key);
  for (let step = 0; step < 2; step += 1) await page.keyboard.press('Control+z');
  await expect(stars(page, 'b3')).toHaveAttribute('data-value', '2');
  await expect(tile(page, 'b3').getByRole('button', { name: 'Mark as favourite' })).toBeVisible();
});
