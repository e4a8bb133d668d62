import { afterEach, describe, expect, test } from 'vitest';
import { HeldKeys } from './held';

describe('keys for a view that is not there yet', () => {
  afterEach(() => (document.body.innerHTML = ''));

  function pressed(key: string, held: HeldKeys): void {
    const hold = (event: KeyboardEvent): void => held.hold(event);
    window.addEventListener('keydown', hold, { capture: true, once: true });
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey: key === 'S', bubbles: true, cancelable: true }));
  }

  function view(): string[] {
    const heard: string[] = [];
    const element = document.createElement('div');
    element.tabIndex = -1;
    element.addEventListener('keydown', (event) => heard.push(`${event.shiftKey ? 'Shift+' : ''}${event.key}`));
    document.body.append(element);
    element.focus();
    return heard;
  }

  test('reach it in their order when it has the focus', () => {
    const held = new HeldKeys();
    pressed('2', held);
    pressed('S', held);
    const heard = view();
    held.release();
    expect(heard).toEqual(['2', 'Shift+S']);
  });

  test('reach nothing else meanwhile', () => {
    const heard: string[] = [];
    const listen = (event: KeyboardEvent): void => void heard.push(event.key);
    document.body.addEventListener('keydown', listen);
    pressed('x', new HeldKeys());
    document.body.removeEventListener('keydown', listen);
    expect(heard).toEqual([]);
  });

  test('are pressed once', () => {
    const held = new HeldKeys();
    pressed('2', held);
    held.release();
    const heard = view();
    held.release();
    expect(heard).toEqual([]);
  });

  test('are forgotten with the view that does not come', () => {
    const held = new HeldKeys();
    pressed('2', held);
    held.forget();
    const heard = view();
    held.release();
    expect(heard).toEqual([]);
  });
});
