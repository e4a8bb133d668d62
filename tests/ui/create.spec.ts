/** From the form to a tile and its clip, with the engine's part played by the fake one. */
import { calls, expect, expectDrafts, test } from './window.ts';

test('Create puts a tile on the wall at once and offers to take it back', async ({ page, open }) => {
  await open({ server: 'demo', undo: '60000' });
  await page.getByTestId('prompt').fill('A paper boat');
  await page.getByTestId('create').click();
  await expect(page.getByTestId('tile').first()).toHaveAttribute('data-state', 'draft');
  await expect(page.getByTestId('undo')).toBeVisible();
});

test('Undo takes the tile back, sends nothing, and leaves the form as it was', async ({ page, open }) => {
  await open({ server: 'demo', undo: '60000' });
  await page.getByTestId('prompt').fill('A paper boat');
  await page.getByTestId('create').click();
  await page.getByTestId('undo').click();
  await expect(page.locator('[data-state=draft]')).toHaveCount(0);
  await expect(page.getByTestId('prompt')).toHaveValue('A paper boat');
  await expect(page.getByTestId('toast')).toContainText('Taken back. Nothing was sent.');
  expect(await calls(page, 'undoBatch')).toHaveLength(1);
});

test('Ctrl+Z in the prompt takes back the press, and letters once something else was written', async ({ page, open }) => {
  await open({ server: 'demo', undo: '60000' });
  const prompt = page.getByTestId('prompt');
  await prompt.fill('A paper boat');
  await prompt.press('Control+Enter');
  await expect(page.locator('[data-state=draft]')).toHaveCount(1);
  await prompt.press('Control+z');
  await expect(page.locator('[data-state=draft]')).toHaveCount(0);
  await expect(prompt).toHaveValue('A paper boat');
  await prompt.press('Control+Enter');
  await prompt.press('End');
  await prompt.pressSequentially('s');
  await prompt.press('Control+z');
  await expect(prompt).not.toHaveValue(/boats/);
  await expect(page.locator('[data-state=draft]')).toHaveCount(1);
});

test('a button that pays and comes where another was takes no press that was meant for that one', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '0' });
  const id = (await page.locator('[data-state=running]').first().getAttribute('data-job')) ?? '';
  await page.evaluate((job) => window.fakeEngine?.change(job, { state: 'submitting' }), id);
  await expect(page.locator(`[data-job=${id}][data-state=submitting]`)).toBeVisible();
  await page.evaluate(async (job) => {
    window.fakeEngine?.change(job, { state: 'held' });
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    document.querySelector(`[data-job=${job}] [data-verb=resume]`)?.dispatchEvent(new MouseEvent('click', { bubbles: true, detail: 1 }));
  }, id);
  expect(await calls(page, 'act')).toEqual([]);
  await expect(async () => {
    await page.locator(`[data-job=${id}] [data-verb=resume]`).click();
    expect(await calls(page, 'act')).toEqual([[id, 'resume']]);
  }).toPass();
});

test('Undo that comes a moment too late does not claim that nothing was sent', async ({ page, open }) => {
  await open({ server: 'demo', undo: '60000' });
  await page.getByTestId('prompt').fill('A paper boat');
  await page.getByTestId('create').click();
  const id = await page.getByTestId('tile').first().getAttribute('data-job');
  await page.evaluate((job) => window.fakeEngine?.change(job ?? '', { state: 'submitting' }), id);
  await page.getByTestId('undo').click();
  await expect(page.getByTestId('toast')).toContainText('it moved on in the meantime');
});

test('a take goes through its states and becomes its clip in the same place', async ({ page, open }) => {
  await open({ wall: 'empty', undo: '100' });
  await page.getByTestId('prompt').fill('A paper boat');
  await page.getByTestId('create').click();
  const tile = page.getByTestId('tile').first();
  const id = await tile.getAttribute('data-job');
  await expect(tile).toHaveAttribute('data-state', 'running');
  await expect(tile).toHaveAttribute('data-state', 'ready', { timeout: 10_000 });
  await expect(tile).toHaveAttribute('data-job', id ?? '');
});

test('the demo can be tried with one press on an empty wall', async ({ page, open }) => {
  await open({ wall: 'empty', undo: '60000' });
  await page.getByTestId('try-demo').click();
  await expect(page.getByTestId('tile')).toHaveCount(1);
  await expect(page.getByTestId('prompt')).not.toHaveValue('');
});

test('one press on Create makes the chosen number of takes', async ({ page, open }) => {
  await open({ server: 'demo', undo: '60000' });
  await page.getByTestId('prompt').fill('A paper boat');
  await page.getByRole('radiogroup', { name: 'Takes' }).getByText('3').click();
  await expect(page.getByTestId('create')).toContainText('Create 3 · free');
  await page.getByTestId('create').click();
  await expectDrafts(page, 3);
});

test('the request carries what the form shows', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await page.getByTestId('prompt').fill('一只纸船');
  await page.getByTestId('slot-first').getByRole('button', { name: 'First frame', exact: true }).click();
  await page.getByRole('radiogroup', { name: 'Shape' }).getByText('9:16').click();
  await page.getByRole('radiogroup', { name: 'Length' }).getByText('12').click();
  await page.getByTestId('create').click();
  const [[request]] = (await calls(page, 'createJobs')) as [[Record<string, unknown>]];
  expect(request).toMatchObject({
    server: 'srv_home',
    model: 'wan2.6-t2v',
    prompt: '一只纸船',
    seconds: 12,
    size: { width: 720, height: 1280 },
    takes: 1,
    inputs: [{ role: 'first', fit: 'crop' }],
  });
});

test('a length that the model does not list can be sent all the same', async ({ page, open }) => {
  await open({ server: 'srv_home', undo: '60000' });
  await page.getByTestId('prompt').fill('A cat');
  await page.getByRole('radiogroup', { name: 'Length' }).getByText('other').click();
  await page.getByLabel('Other length in seconds').fill('15');
  await expect(page.getByText('wan2.6-t2v does not list 15 s. You can send it anyway.')).toBeVisible();
  await page.getByTestId('create').click();
  await expect(page.getByTestId('misfit')).toContainText('The model does not list this value. It takes 4, 8, 12.');
  await page.getByTestId('send-anyway').click();
  await expectDrafts(page, 1);
  await expect(page.getByTestId('misfit')).toHaveCount(0);
  await page.getByTestId('create').click();
  const sent = (await calls(page, 'createJobs')).map(([request]) => request as Record<string, unknown>);
  expect(sent.map(({ seconds, anyway }) => [seconds, anyway])).toEqual([
    [15, false],
    [15, true],
    [15, false],
  ]);
});

test('Enter that ends a composition of an input method sends nothing', async ({ page, open }) => {
  await open({ server: 'demo', undo: '60000' });
  await page.getByTestId('prompt').fill('A cat');
  await page.getByTestId('prompt').dispatchEvent('keydown', { key: 'Enter', ctrlKey: true, isComposing: true, bubbles: true });
  expect(await calls(page, 'createJobs')).toHaveLength(0);
});

test('a pasted picture goes into the first slot', async ({ page, open }) => {
  await open({ server: 'demo' });
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array([137, 80, 78, 71])], 'pasted.png', { type: 'image/png' }));
    window.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await expect(page.getByTestId('slot-first').getByText('First frame · Crop')).toBeVisible();
});

test('a picture that the engine staged after a drop goes into the slot it names', async ({ page, open }) => {
  await open({ server: 'srv_home' });
  const picture = { id: 'pic_9', name: 'drop.jpg', width: 800, height: 600, bytes: 1 };
  await page.evaluate((one) => {
    window.fakeEngine?.emit({ type: 'drag_over', active: true });
    window.fakeEngine?.emit({ type: 'staged', role: 'last', picture: one });
  }, picture);
  await page.getByTestId('prompt').fill('A cat');
  await page.getByTestId('create').click();
  const [[request]] = (await calls(page, 'createJobs')) as [[{ inputs: { role: string }[] }]];
  expect(request.inputs).toEqual([{ role: 'last', fit: 'crop', staged: 'pic_9' }]);
});

test('a file over the window shows where it would go', async ({ page, open }) => {
  await open({});
  await page.evaluate(() => window.fakeEngine?.emit({ type: 'drag_over', active: true }));
  await expect(page.getByText('Drop a picture, recipe or video', { exact: true })).toBeVisible();
});

test('the form comes back as it was left', async ({ page, open }) => {
  await open({ server: 'demo' });
  await page.getByTestId('prompt').fill('Kept');
  await expect.poll(async () => JSON.stringify(await calls(page, 'saveSettings'))).toContain('"prompt":"Kept"');
});
