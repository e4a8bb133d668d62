import { calls, expect, test } from './window';

test('the files of ones own descriptions say what they describe, and what is wrong with them', async ({ page, open }) => {
  await open({ models: 'own' });
  await page.getByTestId('settings-open').click();
  const files = page.getByTestId('descriptions').getByRole('listitem');
  await expect(files.filter({ hasText: 'my-gateway.json' })).toContainText('Server: My gateway · Models: wan-3-pro, wan-3-fast');
  await expect(files.filter({ hasText: 'learned.json' })).toContainText('2 lessons from refusals');
  await expect(files.filter({ hasText: 'new.json' })).toContainText('Left out: unknown field `modells`');
});

test('a file that was changed counts once it is read again', async ({ page, open }) => {
  await open({ models: 'own' });
  await page.getByTestId('settings-open').click();
  await expect(page.getByTestId('descriptions').getByRole('listitem')).toHaveCount(3);
  const before = (await calls(page, 'describeModel')).length;
  await page.getByTestId('descriptions-read').click();
  await expect(page.getByTestId('descriptions').getByRole('status')).toHaveText('3 files were read.');
  expect((await calls(page, 'describeModel')).length, 'the form asks what its model takes now').toBeGreaterThan(before);
});

test('who has no file yet gets the folder for one', async ({ page, open }) => {
  await open({});
  await page.getByTestId('settings-open').click();
  await expect(page.getByTestId('descriptions')).toContainText('There is no file yet.');
  await page.getByTestId('descriptions-folder').click();
  await expect.poll(() => calls(page, 'openDescriptions')).toHaveLength(1);
});

test('what the system says of proxies is told where it is chosen', async ({ page, open }) => {
  await open({});
  await page.getByTestId('settings-open').click();
  await expect(page.getByTestId('way-hint')).toContainText('HTTPS_PROXY');
  await page.getByTestId('way-own').click({ force: true });
  await expect(page.getByTestId('way-hint')).toHaveCount(0);
});

test('the files can be read anew from the palette, which shows what is wrong with one', async ({ page, open }) => {
  await open({ models: 'own' });
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette-search').fill('models');
  await page.locator('[data-command="readModels"]').click();
  await expect(page.getByTestId('toast')).toContainText('3 files were read.');
  await expect(page.getByTestId('descriptions')).toContainText('Left out: unknown field `modells`');
});

test('no server is asked for its models because the settings are opened', async ({ page, open }) => {
  await open({ models: 'own' });
  const before = (await calls(page, 'listModels')).length;
  await page.getByTestId('settings-open').click();
  await expect(page.getByTestId('descriptions').getByRole('listitem')).toHaveCount(3);
  await expect.poll(async () => (await calls(page, 'descriptions')).length).toBe(1);
  expect(await calls(page, 'listModels')).toHaveLength(before);
});
