/** New versions of the program: looked for and installed by a press, where no distribution brings them. */
import { calls, expect, test } from './window.ts';

test('a copy that a distribution updates offers nothing of the kind', async ({ page, open }) => {
  await open({});
  await page.getByTestId('settings-open').click();
  await expect(page.getByTestId('desktop')).toBeVisible();
  await expect(page.getByTestId('updates')).toHaveCount(0);
});

test('looking for new versions once a day is set, and says who is asked', async ({ page, open }) => {
  await open({ updates: 'there' });
  await page.getByTestId('settings-open').click();
  await expect(page.getByTestId('updates')).toContainText('Asks releases.example for one small file.');
  await page.getByTestId('look-for-updates').check();
  await expect.poll(async () => JSON.stringify((await calls(page, 'saveSettings')).at(-1))).toContain('"look_for_updates":true');
  expect(await calls(page, 'lookForUpdate')).toEqual([]);
});

test('a new version is looked for, shown with what is new in it, and installed by a press alone', async ({ page, open }) => {
  await open({ updates: 'there' });
  await page.getByTestId('settings-open').click();
  await page.getByTestId('update-look').click();
  await expect(page.getByTestId('update-found')).toContainText('Rushes 0.2.0 is there.');
  await expect(page.getByTestId('update-found')).toContainText('The wall is quicker.');
  expect(await calls(page, 'installUpdate')).toEqual([]);
  await page.getByTestId('update-install').click();
  expect(await calls(page, 'installUpdate')).toEqual([[]]);
});

test('the newest version says that it is', async ({ page, open }) => {
  await open({ updates: 'none' });
  await page.getByTestId('settings-open').click();
  await page.getByTestId('update-look').click();
  await expect(page.getByTestId('update-said')).toHaveText('This is the newest version.');
});

for (const [updates, sentence] of [
  ['unreachable', 'A new version could not be had from releases.example.'],
  ['waits', 'Videos are being made, or a backup is written.'],
  ['forged', 'is not signed by the makers of Rushes. Nothing was installed.'],
] as const) {
  test(`a new version that is ${updates} is a sentence, and the button can be pressed again`, async ({ page, open }) => {
    await open({ updates });
    await page.getByTestId('settings-open').click();
    await page.getByTestId('update-look').click();
    if (updates !== 'unreachable') await page.getByTestId('update-install').click();
    await expect(page.getByTestId('toast')).toContainText(sentence);
    await expect(page.getByTestId(updates === 'unreachable' ? 'update-look' : 'update-install')).toBeEnabled();
  });
}

test('a version that was found by itself is told, and shown where it can be installed', async ({ page, open }) => {
  await open({ updates: 'there' });
  await page.evaluate(() => window.fakeEngine?.emit({ type: 'new_version', version: '0.2.0' }));
  await expect(page.getByTestId('toast')).toContainText('Rushes 0.2.0 is there.');
  await page.getByTestId('toast').getByRole('button', { name: 'Show' }).click();
  await expect(page.getByTestId('update-found')).toBeInViewport();
});
