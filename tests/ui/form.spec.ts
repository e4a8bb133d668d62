/** The form that a description makes: every field and value that it names is offered, and sent as it was chosen. */
import { calls, choose, expect, sent, test } from './window.ts';

test.beforeEach(async ({ page, open }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await open({ server: 'srv_relay', undo: '60000' });
  await page.getByTestId('prompt').fill('A cat');
});

test('shape and tier in words are offered and sent instead of pixels', async ({ page }) => {
  await choose(page, 'words');
  const shapes = page.getByRole('radiogroup', { name: 'Shape' });
  await expect(shapes.getByRole('radio')).toHaveCount(8);
  await shapes.getByText('adaptive').click();
  await page.getByTestId('size-select').click();
  await page.getByRole('option', { name: '480p' }).click();
  await expect(page.getByTestId('frame-summary')).toHaveText('adaptive · 480p');
  await page.getByTestId('create').click();
  expect(await sent(page)).toMatchObject([{ size: null, aspect: 'adaptive', tier: '480p', anyway: false }]);
});

test('a shape that the next model does not list stays, dimmed, with its reason', async ({ page }) => {
  await choose(page, 'words');
  await page.getByRole('radiogroup', { name: 'Shape' }).getByText('21:9').click();
  await choose(page, 'links');
  await expect(page.getByText('links does not list 21:9. You can send it anyway.')).toBeVisible();
  await page.getByTestId('create').click();
  await expect(page.getByTestId('misfit')).toHaveText(/The model does not list this value\. It takes 16:9, 9:16\./);
});

test('a tier of one’s own can be typed', async ({ page }) => {
  await choose(page, 'ranges');
  await page.getByTestId('size-select').click();
  await page.keyboard.type('540p');
  await page.keyboard.press('Enter');
  await expect(page.getByText('ranges does not list 540p. You can send it anyway.')).toBeVisible();
});

test('a range of lengths is a slider with a box', async ({ page }) => {
  await choose(page, 'words');
  const box = page.getByTestId('length-box');
  await box.fill('');
  await expect(page.getByRole('slider', { name: 'Length, as a slider' })).toHaveAttribute('aria-valuetext', 'auto');
  await box.fill('6.5');
  await page.getByTestId('create').click();
  await page.getByRole('slider', { name: 'Length, as a slider' }).focus();
  await page.keyboard.press('End');
  await expect(box).toHaveValue('15');
  await page.getByTestId('create').click();
  expect((await sent(page)).map(({ seconds }) => seconds)).toEqual([6.5, 15]);
});

test('a length that nobody can read is not the one before it', async ({ page }) => {
  await choose(page, 'words');
  const box = page.getByTestId('length-box');
  await box.fill('2');
  await expect(page.getByTestId('summary')).toHaveText('1 take × 2 s');
  await box.fill('2x');
  await expect(page.getByTestId('summary')).toHaveText('1 take');
});

test('a model that lists lengths and a range takes both without a warning', async ({ page }) => {
  await choose(page, 'ranges');
  await page.getByRole('radiogroup', { name: 'Length' }).getByText('other').click();
  await page.getByLabel('Other length in seconds').fill('7');
  await expect(page.getByText(/does not list/)).toHaveCount(0);
  await page.getByTestId('create').click();
  expect(await sent(page)).toMatchObject([{ seconds: 7, tier: '720P', aspect: null }]);
});

test('what a box for another value shows is what is sent', async ({ page }) => {
  await choose(page, 'ranges');
  await page.getByRole('radiogroup', { name: 'Length' }).getByText('other').click();
  const length = page.getByLabel('Other length in seconds');
  for (const text of ['2,5', '１２', '']) {
    await length.fill(text);
    await page.getByTestId('create').click();
  }
  expect((await sent(page)).map(({ seconds }) => seconds)).toEqual([2.5, 12, null]);
  await expect(length).toHaveAttribute('placeholder', 'auto');
});

test('a length or a size that cannot be read is said, and holds Create back', async ({ page }) => {
  await page.getByRole('radiogroup', { name: 'Length' }).getByText('other').click();
  await page.getByLabel('Other length in seconds').fill('ten');
  await expect(page.getByRole('alert')).toHaveText('Not a length. Type seconds, such as 7.5.');
  await expect(page.getByTestId('create')).toBeDisabled();
  await page.getByRole('radiogroup', { name: 'Length' }).getByText('8', { exact: true }).click();
  await expect(page.getByTestId('create')).toBeEnabled();
  await page.getByTestId('size-select').click();
  await page.getByRole('option', { name: 'Other size…' }).click();
  await page.getByLabel('Height in pixels').fill('');
  await expect(page.getByRole('alert')).toHaveText('Not a size. Width and height are whole numbers from 16 to 16,384.');
  await expect(page.getByTestId('create')).toBeDisabled();
  await page.getByLabel('Height in pixels').fill('７２０');
  await page.getByLabel('Width in pixels').fill('960');
  await page.getByTestId('create').click();
  expect(await sent(page)).toMatchObject([{ seconds: 8, size: { width: 960, height: 720 } }]);
});

test('a box with another value is gone when a clip brings its own', async ({ page }) => {
  await page.getByRole('radiogroup', { name: 'Length' }).getByText('other').click();
  await page.getByLabel('Other length in seconds').fill('15');
  await page.getByTestId('size-select').click();
  await page.getByRole('option', { name: 'Other size…' }).click();
  await page.getByLabel('Width in pixels').fill('960');
  await page.locator('[data-job=job_b2]').focus();
  await page.keyboard.press('a');
  await expect(page.getByRole('radiogroup', { name: 'Length' }).getByRole('radio', { name: '5' })).toBeChecked();
  await expect(page.getByLabel('Other length in seconds')).toHaveCount(0);
  await expect(page.getByLabel('Width in pixels')).toHaveCount(0);
});

test('a shape that was typed gives way to that of a clip', async ({ page }) => {
  await choose(page, 'words');
  const shapes = page.getByRole('radiogroup', { name: 'Shape' });
  await shapes.getByText('other').click();
  await page.getByRole('textbox', { name: 'Other shape' }).fill('2.39:1');
  await page.locator('[data-job=job_b7]').focus();
  await page.keyboard.press('a');
  await expect(page.getByRole('textbox', { name: 'Other shape' })).toHaveCount(0);
  await expect(shapes.getByRole('radio', { name: '21:9' })).toBeChecked();
});

test('a model whose name says length and size is asked for neither', async ({ page }) => {
  await choose(page, 'fixed');
  await expect(page.getByText('fixed sets the length itself.')).toBeVisible();
  await expect(page.getByText('fixed sets the size itself.')).toBeVisible();
  await expect(page.getByTestId('size-select')).toHaveCount(0);
  await page.getByTestId('create').click();
  expect(await sent(page)).toMatchObject([{ seconds: null, size: null, aspect: null, tier: null }]);
});

test('parameters of every kind are sent with their types', async ({ page }) => {
  await choose(page, 'params');
  await page.getByTestId('more').click();
  const field = (key: string) => page.locator(`[data-param=${key}]`);
  await field('negative_prompt').locator('textarea').fill('blurry');
  await field('seed').locator('input').fill('7');
  await field('fps').getByRole('button').click();
  await page.getByRole('option', { name: '24' }).click();
  await field('style').getByRole('button').click();
  await page.getByRole('option', { name: 'anime' }).click();
  await field('mode').getByText('pro').click();
  await field('watermark').getByText('off').click();
  await field('generate_audio').getByText('not said').click();
  await field('cfg_scale').locator('input').fill('0.5');
  await field('metadata').locator('textarea').fill('{"a":[1]}');
  await page.getByTestId('create').click();
  expect((await sent(page))[0]?.['params']).toEqual({ negative_prompt: 'blurry', seed: 7, fps: 24, style: 'anime', mode: 'pro', watermark: false, cfg_scale: 0.5, metadata: { a: [1] } });
});

test('the closed list says what is in it and how much of it is set', async ({ page }) => {
  await choose(page, 'params');
  await expect(page.getByTestId('more')).toContainText('More: negative prompt, seed, frame rate and 11 more');
  await expect(page.getByTestId('more')).toContainText('2 set');
});

test('JSON that is not complete is said at its field and holds Create back', async ({ page }) => {
  await choose(page, 'params');
  await page.getByTestId('more').click();
  await page.locator('[data-param=metadata] textarea').fill('{"a":');
  await expect(page.locator('[data-param=metadata]').getByRole('alert')).toHaveText('Not JSON yet. Check brackets and quotes.');
  await expect(page.getByTestId('create')).toBeDisabled();
});

test('what another model does not take is kept, dimmed, and not sent', async ({ page }) => {
  await choose(page, 'params');
  await page.getByTestId('more').click();
  await page.locator('[data-param=user] input').fill('me');
  await choose(page, 'words');
  await expect(page.getByTestId('strays')).toContainText('not for this model');
  await page.getByTestId('create').click();
  expect((await sent(page))[0]?.['params']).toEqual({});
  await page.getByRole('button', { name: 'Forget User name' }).click();
  await expect(page.getByTestId('strays')).toHaveCount(0);
});

test('a parameter that is refused says so in place, also when its list was closed', async ({ page }) => {
  await choose(page, 'params');
  await page.getByTestId('more').click();
  await page.locator('[data-param=n] input').fill('40');
  await page.getByTestId('more').click();
  await page.getByTestId('create').click();
  await expect(page.locator('[data-param=n]').getByTestId('misfit')).toContainText('The model does not list this value. It takes 1–10.');
  await page.getByTestId('send-anyway').click();
  expect((await sent(page)).map(({ anyway }) => anyway)).toEqual([false, true]);
});

test('values that do not go together are named as the form names them', async ({ page }) => {
  await choose(page, 'params');
  await page.getByTestId('more').click();
  await page.locator('[data-param=style]').getByRole('button').click();
  await page.getByRole('option', { name: 'news' }).click();
  await page.getByRole('radiogroup', { name: 'Length' }).getByText('12').click();
  await page.getByTestId('create').click();
  await expect(page.getByTestId('misfit')).toContainText('The model does not list this value together with Style. It takes 4, 8.');
});

test('a preview that is refused can be shown all the same, and the field says why', async ({ page }) => {
  await choose(page, 'params');
  await page.getByTestId('more').click();
  await page.locator('[data-param=n] input').fill('40');
  await page.getByRole('button', { name: 'Preview request' }).click();
  await page.getByRole('button', { name: 'Show it anyway' }).click();
  await expect(page.getByTestId('preview').locator('pre')).toContainText('model=params');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('send-anyway')).toBeVisible();
  expect((await calls(page, 'previewRequest')).map(([request]) => (request as { anyway: boolean }).anyway)).toEqual([false, true]);
});

test('a model that takes no files asks for an address', async ({ page }) => {
  await choose(page, 'links');
  await expect(page.getByText('This model takes addresses of pictures, no files.')).toBeVisible();
  await page.getByTestId('slot-first').getByRole('button').click();
  await page.getByTestId('picture-address').fill('cat.jpg');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('That is not an address. It begins with https:// or http://.');
  await page.getByTestId('picture-address').fill('https://a.example/cat.jpg');
  await page.keyboard.press('Enter');
  await page.getByTestId('create').click();
  expect((await sent(page))[0]?.['inputs']).toEqual([{ role: 'first', fit: 'none', staged: null, url: 'https://a.example/cat.jpg' }]);
  expect(await calls(page, 'pickPicture')).toHaveLength(0);
});

test('a model that takes files takes addresses too', async ({ page }) => {
  await choose(page, 'params');
  await page.getByRole('button', { name: 'Last frame: use an address' }).click();
  await page.getByTestId('picture-address').fill('https://a.example/end.jpg');
  await page.getByRole('button', { name: 'Use', exact: true }).click();
  await expect(page.getByText('end.jpg. The server fetches it for itself.')).toBeVisible();
  await page.getByTestId('create').click();
  expect((await sent(page))[0]?.['inputs']).toMatchObject([{ role: 'last', staged: null, url: 'https://a.example/end.jpg' }]);
});

test('a file in a slot of a model that takes none is refused at the slots, and nothing is left out unsaid', async ({ page }) => {
  await choose(page, 'params');
  await page.getByTestId('slot-first').getByRole('button', { name: 'First frame', exact: true }).click();
  await expect(page.getByTestId('slot-first').getByText('First frame · Crop')).toBeVisible();
  await choose(page, 'links');
  await expect(page.getByText('This model takes no files. Use the address of a picture instead.')).toBeVisible();
  await page.getByTestId('create').click();
  await expect(page.getByTestId('misfit')).toContainText('Use the address of a picture instead of a file.');
  await expect(page.getByTestId('send-anyway')).toHaveCount(0);
});

test('the settings of a clip come back with shape, tier, parameters and the picture’s address', async ({ page }) => {
  await page.locator('[data-job=job_b7]').focus();
  await page.keyboard.press('a');
  await expect(page.getByTestId('frame-summary')).toHaveText('21:9 · 1080p');
  await expect(page.getByTestId('length-box')).toHaveValue('7');
  await expect(page.locator('[data-param=watermark]').getByRole('radio', { name: 'off' })).toBeChecked();
  await page.getByTestId('create').click();
  expect(await sent(page)).toMatchObject([{ aspect: '21:9', tier: '1080p', seconds: 7, params: { seed: 7, watermark: false, negative_prompt: 'blurry, text' }, inputs: [{ role: 'first', fit: 'none', staged: null, url: 'https://pictures.example/ridges.jpg' }] }]);
});

test('what can be typed into the list of models is said whole', async ({ page, open }) => {
  await open({ server: 'srv_relay' });
  await page.getByTestId('model-select').click();
  const entry = page.getByPlaceholder('Find or type a model');
  await expect(entry).toBeFocused();
  const [text, room] = await entry.evaluate((input: HTMLInputElement) => {
    const pen = document.createElement('canvas').getContext('2d');
    const style = getComputedStyle(input);
    if (pen) pen.font = style.font;
    return [pen?.measureText(input.placeholder).width ?? 0, input.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)] as const;
  });
  expect(text).toBeLessThanOrEqual(room);
});
